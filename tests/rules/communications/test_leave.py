"""Whether an automated text leaves now, waits until a moment, or is not sent."""

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chairside.rules.communications.leave import Setting, Terms, leave
from chairside.rules.communications.why import Code
from chairside.rules.consent_categories import Category
from chairside.rules.may_text import Code as Gate
from chairside.rules.may_text import TextNumberState
from chairside.rules.opening_hours import OpeningHours
from chairside.rules.patients import PatientStatus
from chairside.rules.phones import NumberState
from tests.rules.test_may_text import CONDITIONS, GOOD

CHICAGO = ZoneInfo("America/Chicago")
PACIFIC = ZoneInfo("America/Los_Angeles")


def chicago(*parts):
    return datetime(*parts, tzinfo=CHICAGO)


NOON = chicago(2026, 11, 24, 12)
TERMS = Terms(category=Category.CARE, expires_at=NOON + timedelta(days=30))
SETTING = Setting(gate=GOOD, patient_status=PatientStatus.ACTIVE, zone=CHICAGO, now=NOON)
WEEK = OpeningHours.read({str(day): [["09:00", "17:00"]] for day in range(5)}, {date(2026, 11, 26): []})


def codes(verdict):
    return [reason.code for reason in verdict.against]


def test_all_well():
    assert leave(TERMS, SETTING).goes


@pytest.mark.parametrize(("change", "code"), CONDITIONS)
def test_every_reason_of_the_gate_keeps_it_here(change, code):
    verdict = leave(TERMS, replace(SETTING, gate=replace(GOOD, **change)))
    assert codes(verdict) == [code]
    assert verdict.waits is (code is Gate.TEXT_NUMBER_PAUSED)


def test_every_reason_is_told():
    gate = replace(GOOD, opted_out=True, number=NumberState.LANDLINE, text_number=TextNumberState.PAUSED)
    verdict = leave(TERMS, replace(SETTING, gate=gate))
    assert set(codes(verdict)) == {Gate.OPTED_OUT, Gate.LANDLINE, Gate.TEXT_NUMBER_PAUSED}
    assert not verdict.waits


@pytest.mark.parametrize("status", [PatientStatus.NON_PATIENT, PatientStatus.INACTIVE, PatientStatus.DUPLICATE])
def test_only_about_current_patients(status):
    assert codes(leave(TERMS, replace(SETTING, patient_status=status))) == [Gate.PATIENT_NOT_CURRENT]


@pytest.mark.parametrize(
    ("category", "agreed", "codes_"),
    [
        (Category.CARE, set(), []),
        (Category.BILLING, set(), [Code.NO_CONSENT]),
        (Category.BILLING, {Category.MARKETING}, [Code.NO_CONSENT]),
        (Category.BILLING, {Category.BILLING}, []),
        (Category.MARKETING, {Category.BILLING}, [Code.NO_CONSENT]),
        (Category.MARKETING, {Category.MARKETING}, []),
    ],
)
def test_bills_and_offers_need_a_yes_of_their_own(category, agreed, codes_):
    verdict = leave(replace(TERMS, category=category), replace(SETTING, agreed_to=frozenset(agreed)))
    assert codes(verdict) == codes_


class TestHours:
    def at(self, now, there=CHICAGO, **terms):
        return leave(replace(TERMS, **terms), replace(SETTING, now=now, zone=there))

    def test_at_night_it_waits_for_the_morning(self):
        verdict = self.at(chicago(2026, 11, 24, 21))
        assert (codes(verdict), verdict.until) == ([Code.QUIET_HOURS], chicago(2026, 11, 25, 8))

    def test_the_recipients_night_counts(self):
        assert self.at(chicago(2026, 11, 24, 9), PACIFIC).until == chicago(2026, 11, 24, 10)
        assert self.at(chicago(2026, 11, 24, 22), PACIFIC).goes

    def test_a_rule_may_be_stricter_but_never_laxer(self):
        assert self.at(chicago(2026, 11, 24, 9), earliest=time(10)).until == chicago(2026, 11, 24, 10)
        assert self.at(chicago(2026, 11, 24, 23), earliest=time(0), latest=time(23, 59)).waits

    def test_what_would_come_too_late_is_dropped_and_says_both(self):
        verdict = self.at(chicago(2026, 11, 24, 22), expires_at=chicago(2026, 11, 25, 7))
        assert (codes(verdict), verdict.waits) == ([Code.TOO_LATE, Code.QUIET_HOURS], False)

    def test_what_has_expired_is_dropped(self):
        assert codes(self.at(NOON, expires_at=NOON)) == [Code.TOO_LATE]

    def test_recare_waits_for_the_office_to_open(self):
        setting = replace(SETTING, now=chicago(2026, 11, 25, 18), opening=WEEK)
        verdict = leave(replace(TERMS, only_when_open=True), setting)
        # Thursday is a holiday
        assert (codes(verdict), verdict.until) == ([Code.CLOSED], chicago(2026, 11, 27, 9))
        assert leave(TERMS, setting).goes

    def test_an_office_that_never_opens_sends_none(self):
        verdict = leave(replace(TERMS, only_when_open=True), replace(SETTING, opening=OpeningHours({})))
        assert (codes(verdict), verdict.waits) == ([Code.CLOSED], False)

    def test_it_waits_for_all_hours_at_once(self):
        # open from 9 in Chicago is 7 on the coast, where texts may come from 8 on
        setting = replace(SETTING, now=chicago(2026, 11, 24, 3), opening=WEEK, zone=PACIFIC, location_zone=CHICAGO)
        assert leave(replace(TERMS, only_when_open=True), setting).until == chicago(2026, 11, 24, 10)


class TestOften:
    def verdict(self, *earlier, category=Category.CARE):
        agreed = frozenset(Category)
        return leave(replace(TERMS, category=category), replace(SETTING, earlier=earlier, agreed_to=agreed))

    def test_one_a_day(self):
        verdict = self.verdict(chicago(2026, 11, 24, 8))
        assert (codes(verdict), verdict.until) == ([Code.ONE_A_DAY], chicago(2026, 11, 25, 8))
        assert self.verdict(chicago(2026, 11, 23, 20, 59)).goes

    def test_three_in_seven_days(self):
        days = [chicago(2026, 11, day, 9) for day in (18, 20, 22)]
        verdict = self.verdict(*days)
        assert (codes(verdict), verdict.until) == ([Code.THREE_A_WEEK], chicago(2026, 11, 25, 9))
        assert self.verdict(*days[1:]).goes

    def test_bills_and_offers_are_not_counted_as_care(self):
        assert self.verdict(chicago(2026, 11, 24, 8), category=Category.BILLING).goes


@given(
    now=st.datetimes(datetime(2026, 1, 1), datetime(2027, 12, 31), timezones=st.just(UTC)),  # noqa: DTZ001
    there=st.sampled_from([CHICAGO, PACIFIC, ZoneInfo("Pacific/Apia"), ZoneInfo("America/Phoenix")]),
    shifts=st.lists(st.integers(-200, 200).map(lambda hours: timedelta(hours=hours)), max_size=8),
    earliest=st.times(),
    latest=st.times(),
    life=st.integers(-5, 400),
    only_when_open=st.booleans(),
)
def test_whatever_the_hour_it_goes_only_when_all_allow_and_waits_until_it_may(
    *, now, there, shifts, earliest, latest, life, only_when_open
):
    earlier = [now + shift for shift in shifts]
    terms = replace(
        TERMS,
        earliest=earliest,
        latest=latest,
        expires_at=now + timedelta(hours=life),
        only_when_open=only_when_open,
    )
    setting = replace(SETTING, now=now, zone=there, earlier=earlier, opening=WEEK, location_zone=CHICAGO)
    verdict = leave(terms, setting)
    if verdict.goes:
        local = now.astimezone(there)
        assert max(time(8), earliest) <= local.time() < min(time(21), latest)
        assert now < terms.expires_at
        assert all(one.astimezone(there).date() != local.date() for one in earlier)
        assert sum(now - timedelta(days=7) < one for one in earlier) < 3
        assert not only_when_open or WEEK.is_open(now.astimezone(CHICAGO))
    elif verdict.waits:
        assert now < verdict.until < terms.expires_at
        assert leave(terms, replace(setting, now=verdict.until)).goes
