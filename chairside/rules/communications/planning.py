"""What planning again makes of a planned text: kept, taken up, given up; one that was sent stays sent."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import Enum, auto

from chairside.rules.communications.kinds import State
from chairside.rules.communications.why import BARRED, REVIVED, TOLD, Why

GRACE = timedelta(hours=2)
"""What was given up and is wanted again is still sent when it was due no longer ago than this."""


class Step(Enum):
    """What to do about one planned text."""

    NOTHING = auto()
    PLAN = auto()
    NOTE = auto()  # a new row that says why there will be no text
    TAKE_UP = auto()
    GIVE_UP = auto()


@dataclass(frozen=True, slots=True)
class Known:
    """A row as it stands."""

    state: State
    reason: str
    due_at: datetime
    expires_at: datetime


def step(
    known: Known | None,
    due_at: datetime,
    expires_at: datetime,
    against: Why | None,
    now: datetime,
    *,
    leaves_at: datetime | None = None,
) -> Step:
    """Decide about a text that is wanted at `due_at`, unless something speaks `against` it.

    `leaves_at` is when its hours let it leave, where that is later.
    """
    if known is None:
        return _first(against)
    given_up = known.state is State.SKIPPED
    in_time = max(due_at, leaves_at or due_at) > now - GRACE
    if given_up and known.reason in BARRED:
        # why nothing was sent stays told, whatever becomes of the visit; the gate is asked again before it goes
        return Step.TAKE_UP if against is None and in_time else Step.NOTHING
    if known.state is State.SENT or (given_up and known.reason not in REVIVED):
        return Step.NOTHING
    if against is not None:
        return Step.NOTHING if known.reason == against.code else Step.GIVE_UP
    other_times = (known.due_at, known.expires_at) != (due_at, expires_at)
    return Step.TAKE_UP if (in_time if given_up else other_times) else Step.NOTHING


def _first(against: Why | None) -> Step:
    if against is None:
        return Step.PLAN
    return Step.NOTE if against.code in TOLD else Step.NOTHING
