"""Moments before a visit, as an office counts them."""

from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chairside.rules.communications.kinds import Unit
from chairside.rules.communications.timing import longest, moved_by

CHICAGO = ZoneInfo("America/Chicago")
ZONES = st.sampled_from(["America/Chicago", "America/Phoenix", "America/New_York", "Pacific/Apia", "Europe/London"])
MOMENTS = st.datetimes(datetime(2024, 1, 1), datetime(2030, 1, 1), timezones=st.just(UTC))  # noqa: DTZ001


def chicago(*parts):
    return datetime(*parts, tzinfo=CHICAGO)


@pytest.mark.parametrize(
    ("start", "amount", "unit", "due"),
    [
        (chicago(2026, 11, 25, 9), -1, Unit.DAYS, chicago(2026, 11, 24, 9)),
        # summer time ends on November 1, begins on March 14
        (chicago(2026, 11, 2, 9), -2, Unit.DAYS, chicago(2026, 10, 31, 9)),
        (chicago(2027, 3, 15, 9), -1, Unit.WEEKS, chicago(2027, 3, 8, 9)),
        (chicago(2026, 11, 1, 9), -24, Unit.HOURS, chicago(2026, 10, 31, 10)),
        (chicago(2026, 11, 25, 9), -90, Unit.MINUTES, chicago(2026, 11, 25, 7, 30)),
        (chicago(2026, 3, 31, 9), -1, Unit.MONTHS, chicago(2026, 2, 28, 9)),
        (chicago(2026, 1, 15, 9), -1, Unit.MONTHS, chicago(2025, 12, 15, 9)),
        (chicago(2026, 11, 30, 9), 3, Unit.MONTHS, chicago(2027, 2, 28, 9)),
        # 2:30 is left out on March 14, 2027, and shown twice on November 1, 2026
        (chicago(2027, 3, 15, 2, 30), -1, Unit.DAYS, chicago(2027, 3, 14, 3, 30)),
        (chicago(2026, 11, 2, 1, 30), -1, Unit.DAYS, chicago(2026, 11, 1, 1, 30)),
    ],
)
def test_an_office_counts_days_by_its_clock(start, amount, unit, due):
    assert moved_by(start, amount, unit, CHICAGO) == due.astimezone(UTC)


@given(MOMENTS, st.integers(1, 40), st.sampled_from(Unit), ZONES)
def test_before_is_before_and_after_is_after(moment, amount, unit, zone):
    before, after = (moved_by(moment, sign * amount, unit, ZoneInfo(zone)) for sign in (-1, 1))
    assert before < moment < after
    assert moment - before <= longest(amount, unit) >= after - moment


@given(MOMENTS, st.integers(-60, 60), ZONES)
def test_days_keep_the_clock_unless_it_leaves_the_hour_out(moment, days, zone):
    there = ZoneInfo(zone)
    local, moved = moment.astimezone(there), moved_by(moment, days, Unit.DAYS, there).astimezone(there)
    assert moved.time() == local.time() or abs(_minutes(moved.time()) - _minutes(local.time())) in {60, 30, 1380}


def _minutes(clock: time) -> float:
    return timedelta(hours=clock.hour, minutes=clock.minute).total_seconds() / 60
