"""Later, on the location's own clock: the moments that are offered, and those that somebody chooses."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

from chairside.rules.wording import Words, say

MORNING = time(8)
LATER_TODAY = timedelta(hours=3)
QUARTER = timedelta(minutes=15)
FARTHEST = timedelta(days=366)


class Later(StrEnum):
    """The moments that have a name."""

    TODAY = "today"
    TOMORROW = "tomorrow"
    NEXT_WEEK = "next-week"


WORDS = {
    Later.TODAY: say("Later today"),
    Later.TOMORROW: say("Tomorrow morning"),
    Later.NEXT_WEEK: say("Next week"),
}


@dataclass(frozen=True, slots=True)
class Offer:
    """A moment (UTC) under its name."""

    later: Later
    at: datetime

    @property
    def words(self) -> Words:
        return WORDS[self.later]


def offers(now: datetime, zone: ZoneInfo) -> list[Offer]:
    """Offer three hours from now, if that is still today; tomorrow at eight; next Monday at eight."""
    local = now.astimezone(zone)
    soon = _full_quarter(now + LATER_TODAY)
    monday = local.date() + timedelta(7 - local.weekday())
    found = [Offer(Later.TODAY, soon)] if soon.astimezone(zone).date() == local.date() else []
    found.append(Offer(Later.TOMORROW, moment_of(local.date() + timedelta(1), MORNING, zone)))
    if monday != local.date() + timedelta(1):
        found.append(Offer(Later.NEXT_WEEK, moment_of(monday, MORNING, zone)))
    return found


def moment_of(day: date, clock: time, zone: ZoneInfo) -> datetime:
    """Give the moment (UTC) at which the location's clocks show this time on this day.

    A time that the clocks skip in spring is taken as they would have shown it, an hour later on them;
    of a time that they show twice in autumn, the first.
    """
    return datetime.combine(day, clock, zone).astimezone(UTC)


def fault_of(at: datetime, now: datetime) -> Words | None:
    """Say what is wrong with a moment that somebody chose; None when nothing is."""
    if at <= now:
        return say("That moment has passed. Choose a later one.")
    if at > now + FARTHEST:
        return say("That is more than a year away. Choose an earlier moment.")
    return None


def _full_quarter(moment: datetime) -> datetime:
    past = timedelta(minutes=moment.minute % 15, seconds=moment.second, microseconds=moment.microsecond)
    return moment - past + (QUARTER if past else timedelta())
