"""Later is on the location's own clock, whatever the clocks do."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chairside.rules.later import FARTHEST, Later, fault_of, moment_of, offers

CHICAGO = ZoneInfo("America/Chicago")
NOW = datetime(2026, 11, 23, 17, 7, tzinfo=UTC)  # Monday, 11:07 in Chicago
ZONES = st.sampled_from(
    [ZoneInfo(name) for name in ("America/Chicago", "America/Phoenix", "Australia/Lord_Howe", "UTC")]
)


def offered(now, zone=CHICAGO):
    return {offer.later: offer.at.astimezone(zone).strftime("%a %H:%M") for offer in offers(now, zone)}


@pytest.mark.parametrize(
    ("now", "expected"),
    [
        (NOW, {Later.TODAY: "Mon 14:15", Later.TOMORROW: "Tue 08:00", Later.NEXT_WEEK: "Mon 08:00"}),
        # at ten in the evening there is no later today
        (NOW + timedelta(hours=11), {Later.TOMORROW: "Tue 08:00", Later.NEXT_WEEK: "Mon 08:00"}),
        # on a Sunday, tomorrow morning is next week
        (datetime(2026, 11, 22, 17, 0, tzinfo=UTC), {Later.TODAY: "Sun 14:00", Later.TOMORROW: "Mon 08:00"}),
        # the night in which the clocks go back: the morning is the clocks' morning
        (datetime(2026, 10, 31, 23, 0, tzinfo=UTC), {Later.TODAY: "Sat 21:00", Later.TOMORROW: "Sun 08:00", Later.NEXT_WEEK: "Mon 08:00"}),
    ],
)  # fmt: skip
def test_what_is_offered(now, expected):
    assert offered(now) == expected


def test_a_skipped_time_is_an_hour_later_on_the_clocks():
    at = moment_of(date(2026, 3, 8), time(2, 30), CHICAGO)
    assert at.astimezone(CHICAGO).strftime("%H:%M") == "03:30"


def test_of_a_time_shown_twice_the_first_is_meant():
    assert moment_of(date(2026, 11, 1), time(1, 30), CHICAGO) == datetime(2026, 11, 1, 6, 30, tzinfo=UTC)


def test_the_past_and_the_far_future_are_refused():
    assert "has passed" in str(fault_of(NOW, NOW))
    assert "more than a year" in str(fault_of(NOW + FARTHEST + timedelta(minutes=1), NOW))
    assert fault_of(NOW + timedelta(minutes=1), NOW) is None


@given(st.integers(0, 6 * 366 * 24 * 3600), ZONES)
def test_every_offer_lies_ahead_within_eight_days_in_order_and_can_be_chosen(seconds, zone):
    now = datetime(2024, 1, 1, tzinfo=UTC) + timedelta(seconds=seconds)
    moments = [offer.at for offer in offers(now, zone)]
    assert moments == sorted(set(moments))
    assert all(now < at < now + timedelta(days=8) and fault_of(at, now) is None for at in moments)
