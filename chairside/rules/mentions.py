"""Who is meant by an @ and a name in a note to colleagues."""

import re
from collections.abc import Mapping
from uuid import UUID

from chairside.rules.inbound import plain


def mentioned(body: str, people: Mapping[UUID, str]) -> list[UUID]:
    """Give the people whose full name, or first name if nobody shares it, stands after an @.

    Case and accents do not matter; the longest name that fits is the one that is meant.
    """
    names = _names(people)
    found: dict[UUID, None] = {}
    for place in re.finditer(r"(?<![\w@])@(?=\w)", body):
        words = plain(body[place.end() : place.end() + 200]).split()
        for length in range(len(words), 0, -1):
            if meant := names.get(" ".join(words[:length])):
                found[meant] = None
                break
    return list(found)


def _names(people: Mapping[UUID, str]) -> dict[str, UUID]:
    full = {plain(name): one for one, name in people.items()}
    first: dict[str, list[UUID]] = {}
    for one, name in people.items():
        first.setdefault(plain(name).split(" ")[0], []).append(one)
    return {**{name: ones[0] for name, ones in first.items() if len(ones) == 1}, **full}
