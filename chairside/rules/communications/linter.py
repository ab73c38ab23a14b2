"""What is wrong with a template: what may not be saved, and what deserves a second look."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from chairside.rules.communications.kinds import Kind
from chairside.rules.communications.templates import FIELDS, Wording, longest
from chairside.rules.consent_categories import Category
from chairside.rules.fields import FIELD
from chairside.rules.segments import LIMIT
from chairside.rules.wording import Words, say

NEEDED = {Kind.APPOINTMENT: "time", Kind.STATEMENT: "link"}
"""The field without which a text of the kind says nothing."""


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing about one of the two texts: `field` is "english" or "spanish"."""

    field: str
    words: Words
    forbids: bool = True


def lint(kind: Kind, category: Category, wording: Wording, *, asks_confirmation: bool = False) -> list[Finding]:
    """Give all findings, in the order of the two texts."""
    found = []
    for field, text in (("english", wording.english), ("spanish", wording.spanish)):
        if text.strip():
            found += [Finding(field, *one) for one in _in_text(kind, category, text, asks_confirmation)]
    if not wording.english.strip():
        found.insert(0, Finding("english", say("Write what the text says.")))
    return found


Said = tuple[Words, bool]


def _in_text(kind: Kind, category: Category, text: str, asks_confirmation: bool) -> Iterator[Said]:
    yield from _fields(kind, text)
    yield from _ways_out(category, text)
    yield from _health(text)
    if asks_confirmation and not ASKS.search(text):
        yield say('Tell how to confirm, for example "Reply YES to confirm".'), False
    case = longest(Wording(text), "en", location="Location", phone="(312) 555-0100")
    if len(case.body) > LIMIT:
        yield say("With long names this can grow past %(limit)s characters. Please shorten it.", limit=LIMIT), True


def _fields(kind: Kind, text: str) -> Iterator[Said]:
    known = FIELDS[kind]
    for name in dict.fromkeys(FIELD.findall(text)):
        if name not in known:
            fields = ", ".join(f"{{{field}}}" for field in known)
            yield say("There is no field {%(name)s} here. You can use %(fields)s.", name=name, fields=fields), True
    needed = NEEDED.get(kind)
    if needed and f"{{{needed}}}" not in text:
        yield say("It needs {%(name)s}: without it the text does not say what it is for.", name=needed), True
    if kind is Kind.APPOINTMENT and "{date}" not in text and "{time}" in text:
        yield say("It does not say the day. Add {date} unless the words make it plain."), False


# the carrier takes these words as opting out wherever they come from (Twilio's list, and their Spanish kin)
STOPPING = r"(?:cancel(?:ar|e)?|end|quit|stop\s?all|unsubscribe|revoke|opt\s?out|terminar|salir)"
ANSWERING = (
    r"(?:reply|respond|answer|text|send|write|type|press|responda|responde|conteste|contesta|env[ií]e|env[ií]a|"
    r"escriba|escribe|mande|manda|texto)"
)
BETWEEN = r"(?:\s+(?:back|us|here|with|the|word|to|by|either|con|la|palabra|nos|para|yes|no|\w{1,4}\s+or|or|o))*"
INVITED = re.compile(rf"\b{ANSWERING}{BETWEEN}\s*[\"'“‘«]?\s*{STOPPING}\b", re.IGNORECASE)
OFFERED = re.compile(rf"\b{ANSWERING}\b[^.!?]{{1,80}}\b(?:or|o)\s+{STOPPING}\b", re.IGNORECASE)
SHOUTED = re.compile(r"\b(?:CANCEL(?:AR|E)?|END|QUIT|STOPALL|UNSUBSCRIBE|REVOKE|OPTOUT)\b")
QUOTED = re.compile(rf"[\"'“‘«]\s*{STOPPING}\s*[\"'”’»]", re.IGNORECASE)
STOP_FOR_VISIT = re.compile(
    r"\bSTOP\b(?!\s?ALL)[^.!?]{0,30}\b(?:cancel|reschedul\w*|move|change|appointment|visit|cita|cancelar|cambiar)\b"
)
ASKS = re.compile(r"\b(?:confirm\w*|yes|s[ií]|y|1|ok)\b", re.IGNORECASE)


def _ways_out(category: Category, text: str) -> Iterator[Said]:
    if any(pattern.search(text) for pattern in (INVITED, OFFERED, SHOUTED, QUOTED, STOP_FOR_VISIT)):
        yield (
            say(
                "Do not ask for a word such as CANCEL, END or QUIT: the carrier takes it as opting out of all texts. "
                'Write "Need another time? Just text us or call {phone}."'
            ),
            True,
        )
    if category is Category.MARKETING and "STOP" not in text:
        yield say('An offer must tell the way out. Add "Reply STOP to opt out."'), True


# texts may be read by others over a shoulder: what is done, and why, is no business of theirs
PROCEDURES = re.compile(
    r"\b(root canal\w*|extraction\w*|implant\w*|crowns?|fillings?|denture\w*|braces|aligner\w*|veneer\w*|"
    r"biops\w+|surger\w+|sedation|periodont\w*|gum disease|scaling|deep cleaning|cavit(?:y|ies)|decay|abscess\w*|"
    r"infection\w*|diabet\w+|hiv|pregnan\w+|cancer|diagnos\w+|treatment plan|x-?rays?|"
    r"endodoncia\w*|extracci[oó]n\w*|implante\w*|coronas?|empastes?|dentadura\w*|caries|cirug[ií]a\w*|"
    r"biopsia\w*|radiograf[ií]a\w*|c[aá]ncer|embaraz\w+|infecci[oó]n\w*|diagn[oó]stic\w+)\b",
    re.IGNORECASE,
)
HINTS = re.compile(r"\b(cleanings?|hygien\w+|limpiezas?|treatments?|tratamientos?|exams?|ex[aá]menes)\b", re.IGNORECASE)


def _health(text: str) -> Iterator[Said]:
    if named := PROCEDURES.search(text):
        yield (
            say(
                '"%(word)s" tells more of the patient\'s health than a text needs. Write "visit" instead.',
                word=named[0],
            ),
            True,
        )
    elif hinted := HINTS.search(text):
        yield say('"%(word)s" says what the visit is for. "Visit" is enough.', word=hinted[0]), False
