"""What planning again makes of a planned text."""

from datetime import UTC, datetime, timedelta

import pytest

from chairside.rules.communications import why
from chairside.rules.communications.kinds import State
from chairside.rules.communications.planning import Known, Step, step

NOW = datetime(2026, 11, 24, 17, tzinfo=UTC)
DUE, EXPIRES = NOW + timedelta(hours=5), NOW + timedelta(hours=20)
WAITING = Known(State.WAITING, "", DUE, EXPIRES)
HELD = Known(State.WAITING, "quiet_hours", DUE, EXPIRES)
SENT = Known(State.SENT, "", DUE, EXPIRES)
MOVED = Known(State.SKIPPED, "moved", DUE, EXPIRES)
OPTED_OUT = Known(State.SKIPPED, "opted_out", DUE, EXPIRES)


@pytest.mark.parametrize(
    ("known", "due", "against", "done"),
    [
        (None, DUE, None, Step.PLAN),
        (None, DUE, why.BOOKED_LATE, Step.NOTE),
        (None, DUE, why.NOT_TAKING_PLACE, Step.NOTHING),
        (WAITING, DUE, None, Step.NOTHING),
        (HELD, DUE, None, Step.NOTHING),
        (WAITING, DUE + timedelta(hours=1), None, Step.TAKE_UP),
        (WAITING, DUE, why.MOVED, Step.GIVE_UP),
        (MOVED, DUE, why.MOVED, Step.NOTHING),
        (MOVED, DUE, why.BOOKED_LATE, Step.GIVE_UP),
        (MOVED, DUE, None, Step.TAKE_UP),
        (MOVED, NOW - timedelta(hours=1), None, Step.TAKE_UP),
        (MOVED, NOW - timedelta(hours=3), None, Step.NOTHING),
        (OPTED_OUT, DUE, None, Step.TAKE_UP),
        (OPTED_OUT, NOW - timedelta(hours=1), None, Step.TAKE_UP),
        (OPTED_OUT, NOW - timedelta(hours=3), None, Step.NOTHING),
        (OPTED_OUT, DUE, why.BEGUN, Step.NOTHING),
        (SENT, DUE, None, Step.NOTHING),
        (SENT, DUE + timedelta(hours=1), None, Step.NOTHING),
        (SENT, DUE, why.MOVED, Step.NOTHING),
    ],
)
def test_step(known, due, against, done):
    assert step(known, due, EXPIRES, against, NOW) is done
