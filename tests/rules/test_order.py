"""A text stands where it belongs in time, and a thread's time never runs backwards."""

from datetime import UTC, datetime, timedelta

import pytest

from chairside.rules.order import STEP, Place, place_in_time

NOON = datetime(2026, 11, 1, 12, tzinfo=UTC)
LATER, EARLIER = NOON + timedelta(minutes=10), NOON - timedelta(minutes=10)


@pytest.mark.parametrize(
    ("came_at", "newest", "place"),
    [
        (None, None, Place(NOON)),
        (None, EARLIER, Place(NOON)),
        (None, NOON, Place(NOON)),
        # our clock was set back by ten minutes
        (None, LATER, Place(LATER + STEP, LATER + STEP)),
        # it waited in the spool, and nothing came since
        (EARLIER, None, Place(EARLIER)),
        (EARLIER, EARLIER, Place(EARLIER)),
        # it never knocked, and others came since
        (EARLIER, NOON, Place(EARLIER, EARLIER)),
    ],
)
def test_the_place_of_a_text(came_at, newest, place):
    assert place_in_time(NOON, came_at, newest) == place
