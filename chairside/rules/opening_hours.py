"""When a location is open: its week, and the days that are different."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

from chairside.rules.wording import Words, say

MOST_DAYS_AHEAD = 400
SATURDAY = 5

Stretches = Sequence[tuple[time, time]]


@dataclass(frozen=True, slots=True)
class OpeningHours:
    """The week (0 is Monday) and the exceptions, each as stretches from opening to closing, in local time."""

    week: Mapping[int, Stretches]
    exceptions: Mapping[date, Stretches] = field(default_factory=dict)

    @classmethod
    def read(cls, week: Mapping[str, list[list[str]]], exceptions: Mapping[date, list[list[str]]]) -> "OpeningHours":
        """Read the form in which the database keeps them: "0" to "6" and "08:00" style."""
        return cls(
            {int(day): _stretches(kept) for day, kept in week.items()},
            {day: _stretches(kept) for day, kept in exceptions.items()},
        )

    def of(self, day: date) -> Stretches:
        """Give the stretches of one day; none when it is closed."""
        return self.exceptions[day] if day in self.exceptions else self.week.get(day.weekday(), ())

    def is_open(self, local: datetime) -> bool:
        """Whether the location is open at this moment of its own clocks."""
        return any(opens <= local.time() < closes for opens, closes in self.of(local.date()))

    def opens_next(self, now: datetime, zone: ZoneInfo) -> datetime | None:
        """Give `now` when it is open, else the moment (UTC) at which it opens next; None if never.

        Days are the location's own: a change to or from summer time moves the moment with the clocks.
        """
        local = now.astimezone(zone)
        if self.is_open(local):
            return now
        for ahead in range(MOST_DAYS_AHEAD):
            day = local.date() + timedelta(ahead)
            for opens, _ in sorted(self.of(day)):
                moment = datetime.combine(day, opens, zone).astimezone(UTC)
                if moment > now:
                    return moment
        return None


def next_working_day(hours: OpeningHours, today: date) -> date:
    """Give the first day after today on which it is open; without any hours, the next from Monday to Friday."""
    known = any(hours.week.values()) or any(hours.exceptions.values())
    for ahead in range(1, MOST_DAYS_AHEAD):
        day = today + timedelta(ahead)
        if hours.of(day) if known else day.weekday() < SATURDAY:
            return day
    return today + timedelta(1)


def fault_of(stretches: Stretches) -> Words | None:
    """Say what is wrong with the hours of a day; None when nothing is."""
    ordered = sorted(stretches)
    if any(closes <= opens for opens, closes in ordered):
        return say("It closes before it opens. Swap the two times.")
    if any(later[0] < earlier[1] for earlier, later in pairwise(ordered)):
        return say("The two stretches overlap. Make one of them, or move one.")
    return None


def _stretches(kept: list[list[str]]) -> Stretches:
    return tuple((time.fromisoformat(opens), time.fromisoformat(closes)) for opens, closes in kept)
