"""How the report of Patient Communications is narrowed; read from the address, never refused."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from urllib.parse import urlencode

from chairside.models import Location
from chairside.models.text_figures import Asked, Which

DAYS_BEFORE = 13
MOST_DAYS = 366
FIRST_DAY, LAST_DAY = date(2000, 1, 1), date(2200, 12, 31)
EVERYWHERE = "all"


@dataclass(frozen=True, slots=True)
class FigureFilters:
    """What is asked for: days (both included), one location or all that the user may see, and whose texts."""

    first: date
    last: date
    place: str
    which: Which

    @classmethod
    def read(cls, given: Mapping[str, str], today: date, here: Location, seen: Sequence[Location]) -> FigureFilters:
        """Read the address; without anything it is this location, today and the thirteen days before."""
        last = _day(given.get("last")) or today
        first = _day(given.get("first")) or last - timedelta(DAYS_BEFORE)
        first, last = min(first, last), max(first, last)
        place = given.get("place", "")
        known = {EVERYWHERE, *(str(one.pk) for one in seen)}
        which = given.get("which", "")
        return cls(
            max(first, last - timedelta(MOST_DAYS - 1)),
            last,
            place if place in known else str(here.pk),
            Which(which) if which in set(Which) else Which.ALL,
        )

    @property
    def address(self) -> str:
        return "?" + urlencode({"first": self.first, "last": self.last, "place": self.place, "which": self.which})

    def places(self, seen: Sequence[Location]) -> list[Location]:
        return [one for one in seen if self.place in (EVERYWHERE, str(one.pk))]

    def asked(self, seen: Sequence[Location]) -> Asked:
        return Asked([one.pk for one in self.places(seen)], self.first, self.last, self.which)


def _day(given: str | None) -> date | None:
    try:
        day = date.fromisoformat(given or "")
    except ValueError:
        return None
    return day if FIRST_DAY <= day <= LAST_DAY else None
