"""Take a FHIR resource apart, each step saying where it is when something is not as it should be."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any

from chairside.rules.fhir.records import BrokenFile


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
        return given.value.replace("\0", "").strip()

    def texts(self, name: str) -> list[str]:
        given = self.at(name)
        if given.value is None:
            return []
        if not isinstance(given.value, list) or not all(isinstance(one, str) for one in given.value):
            raise given.broken("a list of texts is needed here")
        return [one.replace("\0", "").strip() for one in given.value]

    def day(self, name: str) -> date | None:
        """Read a FHIR date; a year or a month alone is too little to know a day."""
        written = self.text(name)
        if not written or len(written) < len("2000-01-01"):
            return None
        try:
            return date.fromisoformat(written[:10])
        except ValueError:
            raise self.at(name).broken("this is not a date") from None

    def moment(self, name: str) -> datetime:
        written = self.text(name)
        try:
            moment = datetime.fromisoformat(written)
        except ValueError:
            raise self.at(name).broken("this is not a moment (date, time and offset)") from None
        return moment if moment.tzinfo else moment.replace(tzinfo=UTC)
