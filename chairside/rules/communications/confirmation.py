"""Who of several is confirmed by an answer that names them: "1 yes 2 no", "Leo yes", "yes for Leo, not Mia".

Asked only about a text that is no plain confirmation (rules/inbound.py). Every word of it must be
understood: an answer that says anything more is an ordinary text, for a person to read.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum
from uuid import UUID

from chairside.rules.inbound import LONGEST_WISH, plain


@dataclass(frozen=True, slots=True)
class Asked:
    """One visit of a reminder, in the order in which its text lists them: the first is number 1."""

    visit: UUID
    patient: UUID
    first_name: str


@dataclass(frozen=True, slots=True)
class Answer:
    """The visits that the answer confirms, and all others of the reminder, in its order."""

    confirmed: tuple[UUID, ...]
    rest: tuple[UUID, ...]


class Say(Enum):
    """What a word does in an answer."""

    YES = "yes"
    NO = "no"
    ALL = "all"


WORDS = {
    Say.YES: "yes y yeah yep yup ok okay confirm confirmed confirms si confirmo confirma confirmado confirmada".split(),
    Say.NO: "no not nope n cannot cant wont".split(),
    Say.ALL: "both all everyone everybody ambos ambas todos todas".split(),
}
SAYS = {word: say for say, words in WORDS.items() for word in words}
# they carry no meaning of their own in such an answer
FILLERS = frozenset(
    "for and is are with the to of only just please thanks thank you that will be there can come coming "
    "number visit appointment appt para el la los las dos y con por favor gracias".split()
)
MOST_WORDS = 14
QUESTION = frozenset("?¿")
CLAUSE_END = re.compile(r"[,;.!\n\r]+|\bbut\b|\bpero\b", re.IGNORECASE)

Sign = Say | frozenset[UUID]  # what a word does, or whom it means


def may_name_somebody(text: str) -> bool:
    """Whether a plain text is worth asking whom it confirms: short, and with a yes or no in it."""
    words = text.split()
    return len(words) <= MOST_WORDS and not SAYS.keys().isdisjoint(words)


def by_person(body: str, asked: Sequence[Asked]) -> Answer | None:
    """Give whom the answer confirms; None when it is no such answer, or not clear in every word."""
    if not asked or len(body) > LONGEST_WISH or QUESTION & set(body):
        return None
    clauses = _clauses(body, asked)
    if clauses is None:
        return None
    said = _said(clauses)
    if not said or any(said[visit] is None for visit in said):
        return None
    confirmed = tuple(one.visit for one in asked if said.get(one.visit) is Say.YES)
    return Answer(confirmed, tuple(one.visit for one in asked if one.visit not in confirmed))


def _clauses(body: str, asked: Sequence[Asked]) -> list[list[Sign]] | None:
    """Read each clause as signs; None when a word is not understood."""
    names = _names(asked)
    everybody = frozenset(one.visit for one in asked)
    clauses = []
    for part in CLAUSE_END.split(body):
        signs = _signs(plain(part).split(), names, everybody)
        if signs is None:
            return None
        if signs:
            clauses.append(signs)
    return clauses


def _names(asked: Sequence[Asked]) -> dict[tuple[str, ...], frozenset[UUID]]:
    """Give whom each number and first name means; a name that two patients share means nobody."""
    found: dict[tuple[str, ...], frozenset[UUID]] = {}
    owners: dict[tuple[str, ...], set[UUID]] = {}
    for one in asked:
        name = tuple(plain(one.first_name).split())
        owners.setdefault(name, set()).add(one.patient)
        found[name] = found.get(name, frozenset()) | {one.visit}
    clear = {name: visits for name, visits in found.items() if name and len(owners[name]) == 1}
    return clear | {(str(number),): frozenset({one.visit}) for number, one in enumerate(asked, 1)}


def _signs(
    words: Sequence[str], names: dict[tuple[str, ...], frozenset[UUID]], everybody: frozenset[UUID]
) -> list[Sign] | None:
    signs: list[Sign] = []
    place = 0
    while place < len(words):
        name = next((name for name in sorted(names, key=len, reverse=True) if _stands(name, words, place)), None)
        if name is not None:
            signs.append(names[name])
            place += len(name)
            continue
        word = words[place]
        place += 1
        if word in SAYS:
            signs.append(everybody if SAYS[word] is Say.ALL else SAYS[word])
        elif word not in FILLERS:
            return None
    return signs


def _stands(name: tuple[str, ...], words: Sequence[str], place: int) -> bool:
    return tuple(words[place : place + len(name)]) == name


def _said(clauses: Sequence[Sequence[Sign]]) -> dict[UUID, Say | None]:
    """Give what is said of each visit that is named; None of one of which two things, or nothing, are said."""
    said: dict[UUID, Say | None] = {}
    waiting: set[UUID] = set()
    last: Say | None = None
    for clause in clauses:
        for named, word in _pairs(clause, last):
            if word is None:
                waiting |= named
                continue
            if not named and not waiting:
                last = word
                continue
            for visit in named | waiting:
                said[visit] = word if said.get(visit, word) is word else None
            waiting, last = set(), word
    return said | dict.fromkeys(waiting)


def _pairs(clause: Sequence[Sign], last: Say | None) -> list[tuple[frozenset[UUID], Say | None]]:
    """Pair names with yes or no: "1 yes 2 no", or "yes Leo no Mia"; names alone take what was said before."""
    words = [sign for sign in clause if isinstance(sign, Say)]
    named = frozenset[UUID]().union(*(sign for sign in clause if not isinstance(sign, Say)))
    if len(set(words)) <= 1:
        return [(named, words[0] if words else last)]
    names_first = not isinstance(clause[0], Say)
    ordered = list(clause) if names_first else list(reversed(clause))
    pairs: list[tuple[frozenset[UUID], Say | None]] = []
    group: frozenset[UUID] = frozenset()
    for sign in ordered:
        if not isinstance(sign, Say):
            group |= sign
        elif group:
            pairs.append((group, sign))
            group = frozenset()
        else:
            # a yes or no beside another, with nobody between
            return [(named, None)]
    return [*pairs, (group, None)] if group else pairs
