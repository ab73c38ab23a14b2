"""What somebody means who types into the search: a birth date, a number, or a name."""

import re
from dataclasses import dataclass
from datetime import date

FEWEST_DIGITS = 3
FEWEST_LETTERS = 2

ISO = re.compile(r"(?P<year>\d{4})-(?P<month>\d{1,2})-(?P<day>\d{1,2})$")
AMERICAN = re.compile(r"(?P<month>\d{1,2})[/.-](?P<day>\d{1,2})[/.-](?P<year>\d{4}|\d{2})$")


@dataclass(frozen=True, slots=True)
class Sought:
    """What to look for; at most one of the three is set, none when too little was typed."""

    born_on: date | None = None
    digits: str = ""
    name: str = ""


def understand(words: str, today: date) -> Sought:
    """Read what was typed; a birth date lies in the past, month first as in the United States, or ISO 8601."""
    typed = words.strip()
    if born := birth_date(typed, today):
        return Sought(born_on=born)
    digits = "".join(sign for sign in typed if sign.isdecimal())
    if len(digits) >= FEWEST_DIGITS and not any(sign.isalpha() for sign in typed):
        return Sought(digits=digits)
    return Sought(name=typed) if len(typed) >= FEWEST_LETTERS else Sought()


def birth_date(typed: str, today: date) -> date | None:
    """Read a birth date; None when it is none, or lies after today. Two digits mean the latest such year."""
    found = ISO.match(typed.strip()) or AMERICAN.match(typed.strip())
    if not found:
        return None
    year = int(found["year"])
    if len(found["year"]) == 2:
        year += 2000 if 2000 + year <= today.year else 1900
    try:
        born = date(year, int(found["month"]), int(found["day"]))
    except ValueError:
        return None
    return born if born <= today else None
