"""Recare: when a patient is due again, and how procedure codes are written."""

import re
from collections.abc import Collection
from datetime import date

from chairside.rules.communications.kinds import Unit
from chairside.rules.communications.timing import days_later

INTERVAL_UNITS = (Unit.DAYS, Unit.WEEKS, Unit.MONTHS)
LONGEST_INTERVAL = 120

# American Dental Association, Code on Dental Procedures and Nomenclature: D and four digits
CODE = re.compile(r"D\d{4}")

FIRST_TYPES = (("Adult cleaning", 6, Unit.MONTHS, ("D1110",)), ("Child cleaning", 6, Unit.MONTHS, ("D1120",)))
"""What an office begins with: name, interval, procedure codes."""


class NoCodes(Exception):
    """A word that is no procedure code; `word` is it."""

    def __init__(self, word: str) -> None:
        super().__init__(word)
        self.word = word


def next_due(last: date, amount: int, unit: Unit) -> date:
    """Count from the day of the visit on the calendar; a day that a month lacks is its last one."""
    return days_later(last, amount, unit)


def read_codes(typed: str) -> list[str]:
    """Read procedure codes set apart by commas, semicolons or blanks, each once; raises `NoCodes`."""
    words = [word.upper() for word in re.split(r"[\s,;]+", typed) if word]
    for word in words:
        if not CODE.fullmatch(word):
            raise NoCodes(word[:20])
    return list(dict.fromkeys(words))


def matches(codes: Collection[str], type_codes: Collection[str]) -> bool:
    """Whether a visit with these procedures is one of this type."""
    return bool(set(codes) & set(type_codes))
