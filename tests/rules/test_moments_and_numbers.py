"""Decent hours, date ranges and phone numbers."""

from datetime import UTC, date, datetime, time
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chairside.rules.date_ranges import When, span
from chairside.rules.phones import NumberState, as_written_here, state_of, to_e164
from chairside.rules.quiet_hours import EARLIEST, LATEST, decent_until

CHICAGO = ZoneInfo("America/Chicago")
ZONES = st.sampled_from(["America/Chicago", "America/Phoenix", "Pacific/Honolulu", "America/St_Johns", "UTC"]).map(
    ZoneInfo
)
MOMENTS = st.datetimes(min_value=datetime(2024, 1, 1), max_value=datetime(2030, 1, 1), timezones=st.just(UTC))  # noqa: DTZ001


@given(MOMENTS, ZONES)
def test_the_moment_from_which_a_text_may_leave_is_decent_and_not_past(now, zone):
    until = decent_until(now, zone)
    if until is None:
        assert EARLIEST <= now.astimezone(zone).time() < LATEST
    else:
        assert until > now
        assert decent_until(until, zone) is None


def test_the_day_the_clocks_go_forward():
    night = datetime(2026, 3, 8, 7, tzinfo=UTC)  # 1:00 in Chicago, an hour before the change
    assert decent_until(night, CHICAGO) == datetime(2026, 3, 8, 13, tzinfo=UTC)


def test_the_day_the_clocks_go_back():
    evening = datetime(2026, 11, 1, 2, tzinfo=UTC)  # 21:00 in Chicago, some hours before the change
    assert decent_until(evening, CHICAGO) == datetime(2026, 11, 1, 14, tzinfo=UTC)


@pytest.mark.parametrize(
    ("hour", "minute", "may_leave"), [(7, 59, False), (8, 0, True), (20, 59, True), (21, 0, False), (0, 0, False)]
)
def test_the_borders_of_decent_hours(hour, minute, may_leave):
    local = datetime(2026, 6, 1, hour, minute, tzinfo=CHICAGO)
    assert (decent_until(local, CHICAGO) is None) is may_leave


def test_a_practice_may_be_stricter():
    early = datetime(2026, 6, 1, 9, tzinfo=CHICAGO)
    assert decent_until(early, CHICAGO, start=time(10), end=time(17)) == datetime(2026, 6, 1, 10, tzinfo=CHICAGO)


@given(st.text(max_size=30))
def test_whatever_is_written_as_a_number_has_a_state(written):
    e164 = to_e164(written)
    assert state_of(e164) in NumberState
    assert state_of(written) in NumberState
    assert isinstance(as_written_here(written), str)
    if e164:
        assert to_e164(e164) == e164
        assert len(e164) <= 16


@pytest.mark.parametrize(
    ("when", "start", "end"),
    [
        (When.TODAY, "2026-11-23", "2026-11-24"),
        (When.YESTERDAY, "2026-11-22", "2026-11-23"),
        (When.LAST_7_DAYS, "2026-11-17", "2026-11-24"),
        (When.THIS_MONTH, "2026-11-01", "2026-11-24"),
        (When.LAST_MONTH, "2026-10-01", "2026-11-01"),
    ],
)
def test_ranges_are_whole_days_of_the_location(when, start, end):
    stretch = span(when, date(2026, 11, 23), CHICAGO)
    assert stretch.start == datetime.fromisoformat(start).replace(tzinfo=CHICAGO)
    assert stretch.end == datetime.fromisoformat(end).replace(tzinfo=CHICAGO)


def test_a_range_given_backwards_is_turned_round():
    forward = span(When.RANGE, date(2026, 11, 23), CHICAGO, first=date(2026, 1, 2), last=date(2026, 2, 3))
    assert forward == span(When.RANGE, date(2026, 11, 23), CHICAGO, first=date(2026, 2, 3), last=date(2026, 1, 2))


def test_any_date_is_open():
    assert span(When.ANY, date(2026, 11, 23), CHICAGO).start is None


@pytest.mark.parametrize(
    ("written", "e164", "state"),
    [
        ("(312) 555-0142", "+13125550142", NumberState.MOBILE),
        ("+1 312 555 0142", "+13125550142", NumberState.MOBILE),
        ("312-253-0123", "+13122530123", NumberState.MOBILE),
        ("555-467-7743", "+15554677743", NumberState.INVALID),
        ("(999) 555-0142", "+19995550142", NumberState.INVALID),
        ("+44 7911 123456", "+447911123456", NumberState.MOBILE),
        ("+44 20 7946 0018", "+442079460018", NumberState.LANDLINE),
        ("12", None, NumberState.MISSING),
        ("call me", None, NumberState.MISSING),
        ("", None, NumberState.MISSING),
    ],
)
def test_numbers(written, e164, state):
    assert to_e164(written) == e164
    assert state_of(e164) is state


def test_what_the_carrier_said_since_counts():
    assert state_of("+13125550142", landline=True) is NumberState.LANDLINE
    assert state_of("+13125550142", unfit=True) is NumberState.UNFIT


def test_numbers_are_written_as_people_here_do():
    assert as_written_here("+13125550142") == "(312) 555-0142"
    assert as_written_here("+447911123456") == "+44 7911 123456"
