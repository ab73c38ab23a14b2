"""Whom a campaign is for: filters over the patients of some locations, and what is wrong with them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, fields
from datetime import date
from enum import StrEnum
from typing import Any

from chairside.rules.patients import PatientStatus
from chairside.rules.wording import Words, say

OLDEST = 130
CURRENT = (PatientStatus.NEW, PatientStatus.ACTIVE)
"""Automated texts are only about current patients."""


class Ahead(StrEnum):
    """Whether a visit lies ahead."""

    EITHER = ""
    NONE = "none"
    SOME = "some"


@dataclass(frozen=True, slots=True, kw_only=True)
class Segment:
    """What the patients have in common; what is empty is not asked for. Days are the campaign's own."""

    statuses: tuple[PatientStatus, ...] = CURRENT
    # the last visit that took place
    seen_from: date | None = None
    seen_until: date | None = None
    ahead: Ahead = Ahead.EITHER
    # a visit on one of these days, whether it is over or still to come
    visit_from: date | None = None
    visit_until: date | None = None
    # a recare due date, of whatever type
    due_from: date | None = None
    due_until: date | None = None
    age_from: int | None = None
    age_to: int | None = None
    language: str = ""
    only_with_mobile: bool = False

    @property
    def asks_for_visit(self) -> bool:
        return self.visit_from is not None or self.visit_until is not None

    def born_until(self, today: date) -> date | None:
        """Give the last birth date of those who are old enough."""
        return None if self.age_from is None else years_before(today, self.age_from)

    def born_after(self, today: date) -> date | None:
        """Give the birth date after which those who are young enough were born."""
        return None if self.age_to is None else years_before(today, self.age_to + 1)

    def kept(self) -> dict[str, Any]:
        """Give it in the form in which the database keeps it; `read` reads it again."""
        given = {one.name: getattr(self, one.name) for one in fields(self)}
        return {name: _written(value) for name, value in given.items() if value or (value == 0 and value is not False)}

    @classmethod
    def read(cls, kept: Mapping[str, Any]) -> Segment:
        """Read what `kept` gave."""
        given = dict(kept)
        for name in DAYS & given.keys():
            given[name] = date.fromisoformat(given[name])
        given["statuses"] = tuple(PatientStatus(one) for one in given.get("statuses", ()))
        given["ahead"] = Ahead(given.get("ahead", ""))
        return cls(**given)


DAYS = {"seen_from", "seen_until", "visit_from", "visit_until", "due_from", "due_until"}
IN_ORDER = (
    ("seen_from", "seen_until", say("The first day is after the last. Swap them.")),
    ("visit_from", "visit_until", say("The first day is after the last. Swap them.")),
    ("due_from", "due_until", say("The first day is after the last. Swap them.")),
    ("age_from", "age_to", say("The lower age is above the higher. Swap them.")),
)


def faults_of(segment: Segment) -> dict[str, Words]:
    """Say what is wrong with it, by the name of the part."""
    return dict(_faults(segment))


def _faults(segment: Segment) -> Iterator[tuple[str, Words]]:
    if not segment.statuses or set(segment.statuses) - set(CURRENT):
        yield "statuses", say("Choose New, Active or both: automated texts are only about current patients.")
    for first, last, words in IN_ORDER:
        low, high = getattr(segment, first), getattr(segment, last)
        if low is not None and high is not None and low > high:
            yield last, words
    for name in ("age_from", "age_to"):
        age = getattr(segment, name)
        if age is not None and not 0 <= age <= OLDEST:
            yield name, say("Give an age from 0 to %(oldest)s, or nothing.", oldest=OLDEST)


def years_before(day: date, years: int) -> date:
    """Give the same day so many years earlier; 29 February becomes the 28th. Nobody was born before year 1."""
    year = max(day.year - years, 1)
    try:
        return day.replace(year=year)
    except ValueError:
        return day.replace(year=year, day=28)


def _written(value: Any) -> Any:
    if isinstance(value, date):
        return value.isoformat()
    return [str(one) for one in value] if isinstance(value, tuple) else value
