"""When a location is open, and when it opens next."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chairside.rules.opening_hours import OpeningHours, fault_of

CHICAGO = ZoneInfo("America/Chicago")
WEEK = {str(day): [["08:00", "12:00"], ["13:00", "17:00"]] for day in range(5)}
THANKSGIVING, BLACK_FRIDAY = date(2026, 11, 26), date(2026, 11, 27)
HOURS = OpeningHours.read(WEEK, {THANKSGIVING: [], BLACK_FRIDAY: [["10:00", "14:00"]]})


def local(day, hour, minute=0):
    return datetime(2026, 11, day, hour, minute, tzinfo=CHICAGO)


@pytest.mark.parametrize(
    ("moment", "is_open"),
    [
        (local(23, 7, 59), False),
        (local(23, 8), True),
        (local(23, 11, 59), True),
        (local(23, 12), False),
        (local(23, 13), True),
        (local(23, 17), False),
        (local(22, 10), False),  # Sunday
        (local(26, 10), False),
        (local(27, 9), False),
        (local(27, 10), True),
    ],
)
def test_is_open(moment, is_open):
    assert HOURS.is_open(moment) is is_open


@pytest.mark.parametrize(
    ("moment", "opens"),
    [
        (local(23, 7), local(23, 8)),
        (local(23, 12, 30), local(23, 13)),
        (local(23, 18), local(24, 8)),
        (local(25, 18), local(27, 10)),  # over the holiday
        (local(27, 15), local(30, 8)),  # over the weekend
        (local(23, 9), local(23, 9)),
    ],
)
def test_opens_next(moment, opens):
    assert HOURS.opens_next(moment.astimezone(UTC), CHICAGO) == opens


def test_the_clocks_go_forward_before_it_opens():
    sunday = OpeningHours.read({"6": [["08:00", "12:00"]]}, {})
    before = datetime(2027, 3, 14, 0, 30, tzinfo=CHICAGO)
    opens = sunday.opens_next(before.astimezone(UTC), CHICAGO)
    assert opens == datetime(2027, 3, 14, 13, tzinfo=UTC)  # 8:00 of summer time
    assert opens - before == timedelta(hours=6.5)


def test_what_never_opens():
    assert OpeningHours.read({}, {}).opens_next(local(23, 9).astimezone(UTC), CHICAGO) is None


@given(st.integers(0, 2 * 365 * 24 * 60))
def test_when_it_opens_next_it_is_open(minute):
    moment = datetime(2026, 1, 1, tzinfo=UTC) + timedelta(minutes=minute)
    opens = HOURS.opens_next(moment, CHICAGO)
    assert opens is not None
    assert opens >= moment
    assert HOURS.is_open(opens.astimezone(CHICAGO))


@pytest.mark.parametrize(
    ("stretches", "fits"),
    [
        ([], True),
        ([(time(8), time(12)), (time(12), time(17))], True),
        ([(time(13), time(17)), (time(8), time(12))], True),
        ([(time(8), time(13)), (time(12), time(17))], False),
        ([(time(12), time(8))], False),
        ([(time(8), time(8))], False),
    ],
)
def test_hours_of_a_day(stretches, fits):
    assert (fault_of(stretches) is None) is fits
