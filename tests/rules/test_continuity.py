"""A database that goes on is believed; one from an earlier day, or one that nobody knows, is not."""

from datetime import timedelta
from uuid import UUID

import pytest

from chairside.rules.continuity import Doubt, Mark, judge

OURS, OTHER = UUID(int=1), UUID(int=2)
NOW, LONG = timedelta(seconds=5), timedelta(hours=8)


@pytest.mark.parametrize(
    ("known", "found", "idle", "doubt"),
    [
        (Mark(OURS, 10), Mark(OURS, 10), LONG, None),
        (Mark(OURS, 10), Mark(OURS, 11), NOW, None),
        (Mark(OURS, 10), Mark(OURS, 9), NOW, Doubt.OLDER),
        (Mark(OURS, 10), Mark(OURS, 0), LONG, Doubt.OLDER),
        # a new practice, and a second machine of a practice that lives
        (None, Mark(OURS, 0), LONG, None),
        (None, Mark(OURS, 500), NOW, None),
        (Mark(OTHER, 900), Mark(OURS, 500), NOW, None),
        # a backup on a new machine
        (None, Mark(OURS, 500), LONG, Doubt.UNKNOWN),
        (Mark(OTHER, 900), Mark(OURS, 500), LONG, Doubt.UNKNOWN),
    ],
)
def test_which_database_is_believed(known, found, idle, doubt):
    assert judge(known, found, idle) is doubt
