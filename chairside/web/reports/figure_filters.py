"""How the report of Patient Communications is narrowed; read from the address, never refused."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from chairside.models import Location
from chairside.models.text_figures import Asked, Which
from chairside.web.days import Days, day_of

DAYS_BEFORE = 13
MOST_DAYS = 366
EVERYWHERE = "all"


@dataclass(frozen=True, slots=True)
class FigureFilters(Days):
    """What is asked for: days (both included), one location or all that the user may see, and whose texts."""

    place: str
    which: Which

    @classmethod
    def read(cls, given: Mapping[str, str], today: date, here: Location, seen: Sequence[Location]) -> FigureFilters:
        """Read the address; without anything it is this location, today and the thirteen days before."""
        last = day_of(given.get("last")) or today
        first = day_of(given.get("first")) or last - timedelta(DAYS_BEFORE)
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

    def places(self, seen: Sequence[Location]) -> list[Location]:
        return [one for one in seen if self.place in (EVERYWHERE, str(one.pk))]

    def asked(self, seen: Sequence[Location]) -> Asked:
        return Asked([one.pk for one in self.places(seen)], self.first, self.last, self.which)
