"""Where in its thread a text stands: in the order in which it came, whatever a clock says."""

from dataclasses import dataclass
from datetime import datetime, timedelta

STEP = timedelta(milliseconds=1)
"""The finest difference that an id can tell."""


@dataclass(frozen=True, slots=True)
class Place:
    """The moment to show and, where the text is not simply the newest made, the moment by which it sorts."""

    at: datetime
    sorts_at: datetime | None = None


def place_in_time(now: datetime, came_at: datetime | None, newest: datetime | None) -> Place:
    """Place a text; `came_at` is given when it came earlier than now, `newest` is the thread's last text.

    A text that was late stands among those of its time. A thread's time never runs backwards: when our
    clock was set back, the text follows the newest all the same.
    """
    moment = came_at or now
    if newest is None or moment >= newest:
        return Place(moment)
    if came_at is not None:
        return Place(came_at, came_at)
    return Place(newest + STEP, newest + STEP)
