"""Which text about a visit a rule wants, when, and what speaks against it."""

from dataclasses import replace
from datetime import UTC, datetime, time, timedelta
from itertools import pairwise
from uuid import UUID
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chairside.rules.communications.kinds import Trigger, Unit
from chairside.rules.communications.visits import Rule, Visit, gone, nearest_wins, wish
from chairside.rules.communications.why import Code
from chairside.rules.patients import AppointmentStatus as S

CHICAGO = ZoneInfo("America/Chicago")
LONG_AGO = datetime(2026, 1, 1, tzinfo=UTC)


def chicago(*parts):
    return datetime(*parts, tzinfo=CHICAGO)


NOW = chicago(2026, 11, 24, 11)
VISIT = Visit(UUID(int=7), chicago(2026, 11, 27, 14), S.UNCONFIRMED, booked_at=LONG_AGO, placed_at=LONG_AGO)
DAY_BEFORE = Rule("Day before", Trigger.BEFORE, LONG_AGO, 1, Unit.DAYS, asks_confirmation=True)
BOOKED = Rule("Booked", Trigger.SCHEDULED, LONG_AGO)
CONFIRMED = Rule("Confirmed", Trigger.CONFIRMED, LONG_AGO)


def wanted(rule=DAY_BEFORE, visit=VISIT, now=NOW, there=CHICAGO):
    return wish(rule, visit, now, zone=CHICAGO, there=there)


class TestWhen:
    def test_a_day_before_is_the_same_hour_the_day_before(self):
        found = wanted()
        assert found.due_at == found.leaves_at == chicago(2026, 11, 26, 14)
        assert found.against is None

    def test_a_booking_is_told_after_a_little_patience(self):
        found = wanted(BOOKED, replace(VISIT, booked_at=NOW))
        assert found.due_at == NOW + timedelta(minutes=5)
        assert found.expires_at == found.due_at + timedelta(hours=24)

    def test_what_came_from_elsewhere_is_no_news(self):
        assert wanted(BOOKED, replace(VISIT, booked_at=None)) is None

    def test_a_confirmation_is_told_while_it_stands(self):
        confirmed = replace(VISIT, status=S.CONFIRMED, status_at=NOW)
        assert wanted(CONFIRMED, confirmed).due_at == NOW + timedelta(minutes=1)
        assert wanted(CONFIRMED, VISIT) is None

    def test_a_text_due_at_night_leaves_in_the_morning_of_the_recipient(self):
        early = replace(VISIT, starts_at=chicago(2026, 11, 27, 7, 30))
        found = wanted(visit=early, there=ZoneInfo("America/Los_Angeles"))
        assert found.due_at == chicago(2026, 11, 26, 7, 30)
        assert found.leaves_at == chicago(2026, 11, 26, 10)

    def test_stricter_hours_hold_it_longer(self):
        found = wanted(replace(DAY_BEFORE, earliest=time(15), latest=time(18)))
        assert found.leaves_at == chicago(2026, 11, 26, 15)

    @pytest.mark.parametrize(
        ("amount", "unit", "notice"), [(1, Unit.DAYS, 60), (2, Unit.HOURS, 60), (30, Unit.MINUTES, 15)]
    )
    def test_a_reminder_is_of_use_until_there_is_too_little_notice(self, amount, unit, notice):
        found = wanted(replace(DAY_BEFORE, amount=amount, unit=unit))
        assert VISIT.starts_at - found.expires_at == timedelta(minutes=notice)


class TestAgainst:
    @pytest.mark.parametrize(
        ("rule", "visit", "code"),
        [
            (DAY_BEFORE, replace(VISIT, status=S.BROKEN), Code.NOT_TAKING_PLACE),
            (DAY_BEFORE, replace(VISIT, status=S.NO_SHOW), Code.NOT_TAKING_PLACE),
            (DAY_BEFORE, replace(VISIT, status=S.HERE), Code.BEGUN),
            (DAY_BEFORE, replace(VISIT, status=S.COMPLETE), Code.BEGUN),
            (DAY_BEFORE, replace(VISIT, starts_at=NOW), Code.BEGUN),
            (DAY_BEFORE, replace(VISIT, status=S.CONFIRMED), Code.CONFIRMED_ALREADY),
            (replace(DAY_BEFORE, asks_confirmation=False), replace(VISIT, status=S.CONFIRMED), None),
            (replace(DAY_BEFORE, active_since=chicago(2026, 11, 26, 15)), VISIT, Code.SWITCHED_ON_LATE),
            (replace(BOOKED, active_since=NOW), VISIT, Code.SWITCHED_ON_LATE),
            (DAY_BEFORE, replace(VISIT, placed_at=chicago(2026, 11, 26, 15)), Code.BOOKED_LATE),
            (
                replace(DAY_BEFORE, unit=Unit.HOURS),
                replace(VISIT, starts_at=chicago(2026, 11, 27, 7, 30)),
                Code.NO_TIME,
            ),
        ],
    )
    def test_each_alone(self, rule, visit, code):
        found = wanted(rule, visit)
        assert (found.against and found.against.code) == code

    @pytest.mark.parametrize("status", [S.UNCONFIRMED, S.LEFT_MESSAGE])
    def test_nothing(self, status):
        assert wanted(visit=replace(VISIT, status=status)).against is None


class TestGone:
    def test_a_visit_that_moved_leaves_its_reminder_behind(self):
        named = wanted().occurrence
        moved = replace(VISIT, starts_at=VISIT.starts_at + timedelta(hours=1))
        assert gone(DAY_BEFORE, moved, named, NOW).code == Code.MOVED
        assert gone(DAY_BEFORE, VISIT, named, NOW) is None

    def test_a_booking_stays_one_booking_wherever_it_moves(self):
        moved = replace(VISIT, starts_at=VISIT.starts_at + timedelta(days=9))
        assert wanted(BOOKED, VISIT).occurrence == wanted(BOOKED, moved).occurrence
        assert gone(BOOKED, moved, wanted(BOOKED).occurrence, NOW) is None

    def test_a_confirmation_taken_back_is_not_thanked_for(self):
        confirmed = replace(VISIT, status=S.CONFIRMED, status_at=NOW)
        named = wanted(CONFIRMED, confirmed).occurrence
        assert gone(CONFIRMED, confirmed, named, NOW) is None
        assert gone(CONFIRMED, VISIT, named, NOW).code == Code.NOT_CONFIRMED


class TestNearest:
    def of(self, visit, **rules):
        wishes = {name: found for name, rule in rules.items() if (found := wanted(rule, visit))}
        return {name: reason.code for name, reason in nearest_wins(rules, wishes).items()}

    def test_the_nearest_of_those_that_coincide_wins(self):
        # due at 6:30 and 7:15, both held until 8:00
        early = replace(VISIT, starts_at=chicago(2026, 11, 27, 11))
        far, near = (replace(DAY_BEFORE, unit=Unit.MINUTES, amount=amount) for amount in (270, 225))
        assert self.of(early, far=far, near=near) == {"far": Code.NEARER}

    def test_a_reminder_wins_over_news_of_the_booking(self):
        visit = replace(VISIT, booked_at=chicago(2026, 11, 26, 13, 50), placed_at=LONG_AGO)
        assert self.of(visit, booked=BOOKED, before=DAY_BEFORE) == {"booked": Code.NEARER}

    def test_texts_of_different_hours_do_not_meet(self):
        assert self.of(VISIT, day=DAY_BEFORE, week=replace(DAY_BEFORE, unit=Unit.WEEKS)) == {}

    def test_what_is_not_sent_takes_nobodys_place(self):
        confirmed = replace(VISIT, status=S.CONFIRMED, status_at=chicago(2026, 11, 26, 13, 50))
        assert self.of(confirmed, thanks=CONFIRMED, before=DAY_BEFORE) == {}

    @given(
        st.lists(st.tuples(st.integers(1, 2000), st.sampled_from([Unit.MINUTES, Unit.HOURS])), min_size=1, max_size=5)
    )
    def test_who_remain_are_apart_and_somebody_remains(self, leads):
        rules = {place: replace(DAY_BEFORE, amount=amount, unit=unit) for place, (amount, unit) in enumerate(leads)}
        visit = replace(VISIT, starts_at=chicago(2027, 6, 1, 9))
        wishes = {key: wanted(rule, visit) for key, rule in rules.items()}
        standing = {key: one for key, one in wishes.items() if one.against is None}
        yielding = nearest_wins(rules, wishes)
        left = sorted(standing[key].leaves_at for key in standing.keys() - yielding.keys())
        assert bool(left) == bool(standing)
        assert all(later - earlier >= timedelta(minutes=30) for earlier, later in pairwise(left))
