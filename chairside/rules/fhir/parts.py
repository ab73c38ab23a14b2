"""Take a FHIR resource apart, each step saying where it is when something is not as it should be."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from chairside.rules.fhir.records import BrokenFile

UNKEEPABLE = re.compile("[\0\ud800-\udfff]")
"""What no database keeps as text: NUL, and halves of a surrogate pair."""


@dataclass(frozen=True, slots=True)
class Part:
    """A piece of the file and its place, such as "entry 12 (Patient/abc).name[0].family"."""

    value: Any
    place: str

    def broken(self, why: str) -> BrokenFile:
        return BrokenFile(f"{self.place}: {why}")

    def object(self) -> Part:
        if not isinstance(self.value, dict):
            raise self.broken("an object is needed here")
        return self

    def has(self, name: str) -> bool:
        return self.object().value.get(name) is not None

    def at(self, name: str) -> Part:
        return Part(self.object().value.get(name), f"{self.place}.{name}")

    def part(self, name: str) -> Part:
        """Give an object inside; one that is not there is empty."""
        given = self.at(name)
        return Part({}, given.place) if given.value is None else given.object()

    def items(self, name: str) -> Iterator[Part]:
        """Give the elements of a list of objects; a list that is not there is empty."""
        given = self.at(name)
        if given.value is None:
            return
        if not isinstance(given.value, list):
            raise given.broken("a list is needed here")
        for place, item in enumerate(given.value):
            yield Part(item, f"{given.place}[{place}]").object()

    def text(self, name: str, default: str = "") -> str:
        given = self.at(name)
        if given.value is None:
            return default
        if not isinstance(given.value, str):
            raise given.broken("a text is needed here")
        return _kept(given.value)

    def texts(self, name: str) -> list[str]:
        given = self.at(name)
        if given.value is None:
            return []
        if not isinstance(given.value, list) or not all(isinstance(one, str) for one in given.value):
            raise given.broken("a list of texts is needed here")
        return [_kept(one) for one in given.value]

    def day(self, name: str) -> date | None:
        """Read a FHIR date; None when nothing is there, or no full day that a calendar knows."""
        try:
            return date.fromisoformat(self.text(name)[:10])
        except ValueError:
            return None

    def moment(self, name: str) -> datetime | None:
        """Read a FHIR instant; None when it is not there or without its offset: nobody may guess hours."""
        try:
            moment = datetime.fromisoformat(self.text(name))
        except ValueError:
            return None
        known = moment.tzinfo is not None and EARLIEST_YEAR <= moment.year <= LATEST_YEAR
        return moment if known else None


EARLIEST_YEAR, LATEST_YEAR = 1900, 2200


def _kept(text: str) -> str:
    return UNKEEPABLE.sub("", text).strip()
