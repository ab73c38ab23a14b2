"""Whether a visit can stand in the schedule as asked."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from chairside.rules.wording import Words, say

SHORTEST = timedelta(minutes=5)
LONGEST = timedelta(hours=12)


@dataclass(frozen=True, slots=True)
class Booked:
    """A visit that stands in an operatory already; `who` is the patient's name."""

    starts_at: datetime
    ends_at: datetime
    who: str


def fault_of_length(starts_at: datetime, ends_at: datetime) -> Words | None:
    """Say what is wrong with the length of a visit; None when nothing is."""
    if ends_at - starts_at < SHORTEST:
        return say("A visit takes at least 5 minutes. Choose a longer one.")
    if ends_at - starts_at > LONGEST:
        return say("A visit takes at most 12 hours. Choose a shorter one.")
    return None


def in_the_way(starts_at: datetime, ends_at: datetime, booked: list[Booked]) -> Booked | None:
    """Give the first visit that overlaps; one that ends when this one starts does not."""
    overlapping = [one for one in booked if one.starts_at < ends_at and starts_at < one.ends_at]
    return min(overlapping, key=lambda one: one.starts_at, default=None)
