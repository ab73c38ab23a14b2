"""Recare: when its texts are due, what speaks against them, and how the next due date is counted."""

from datetime import UTC, date, datetime, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chairside.rules.communications import why
from chairside.rules.communications.kinds import Trigger, Unit
from chairside.rules.communications.recare import MOST_REPEATS, Due, RecareRule, gone, wishes
from chairside.rules.recare import NoCodes, matches, next_due, read_codes

CHICAGO = ZoneInfo("America/Chicago")
TYPE = UUID(int=7)
LONG_AGO = datetime(2020, 1, 1, tzinfo=UTC)


def rule(trigger=Trigger.BEFORE, amount=2, unit=Unit.WEEKS, **more):
    return RecareRule(trigger=trigger, amount=amount, unit=unit, **{"active_since": LONG_AGO, **more})


def due(on=date(2026, 12, 15), *, set_at=LONG_AGO, is_booked=False):
    return Due(TYPE, on, set_at, is_booked)


def texts(rule_, due_):
    return list(wishes(rule_, due_, zone=CHICAGO, there=CHICAGO))


def local(moment):
    return moment.astimezone(CHICAGO).strftime("%Y-%m-%d %H:%M")


@pytest.mark.parametrize(
    ("rule_", "moments"),
    [
        (rule(), ["2026-12-01 09:00"]),
        (rule(Trigger.AFTER, 3, Unit.DAYS), ["2026-12-18 09:00"]),
        (rule(Trigger.AFTER, 1, Unit.MONTHS), ["2027-01-15 09:00"]),
        (
            rule(Trigger.AFTER, 0, Unit.DAYS, repeat_amount=1, repeat_unit=Unit.MONTHS, repeat_most=2),
            ["2026-12-15 09:00", "2027-01-15 09:00", "2027-02-15 09:00"],
        ),
        # across the change to summer time the clock on the wall counts
        (rule(Trigger.AFTER, 3, Unit.MONTHS), ["2027-03-15 09:00"]),
    ],
)
def test_texts_are_due_in_the_morning_of_their_day(rule_, moments):
    assert [local(one.due_at) for one in texts(rule_, due())] == moments


def test_a_repetition_is_another_occurrence_and_ends_the_one_before():
    first, second = texts(rule(Trigger.AFTER, 0, repeat_amount=5, repeat_unit=Unit.DAYS, repeat_most=1), due())
    assert first.occurrence != second.occurrence
    assert first.expires_at == second.due_at
    assert second.expires_at == second.due_at + timedelta(days=14)


@pytest.mark.parametrize(
    ("rule_", "due_", "against"),
    [
        (rule(), due(), None),
        (rule(), due(is_booked=True), why.BOOKED),
        (rule(active_since=datetime(2026, 12, 2, tzinfo=UTC)), due(), why.SWITCHED_ON_LATE),
        (rule(), due(set_at=datetime(2026, 12, 2, tzinfo=UTC)), why.DUE_DATE_LATE),
    ],
)
def test_what_speaks_against_a_text(rule_, due_, against):
    assert [one.against for one in texts(rule_, due_)] == [against]


def test_a_planned_text_goes_with_its_due_date():
    (planned,) = texts(rule(), due())
    assert gone(due(), planned.occurrence) is None
    assert gone(due(is_booked=True), planned.occurrence) is why.BOOKED
    assert gone(due(date(2026, 12, 16)), planned.occurrence) is why.DUE_DATE_CHANGED
    assert gone(None, planned.occurrence) is why.DUE_DATE_CHANGED


@given(
    on=st.dates(date(2024, 1, 1), date(2030, 12, 31)),
    trigger=st.sampled_from([Trigger.BEFORE, Trigger.AFTER]),
    lead=st.tuples(st.integers(0, 12), st.sampled_from([Unit.DAYS, Unit.WEEKS, Unit.MONTHS])),
    repeat=st.tuples(
        st.integers(0, 6), st.sampled_from([Unit.DAYS, Unit.WEEKS, Unit.MONTHS]), st.integers(0, MOST_REPEATS)
    ),
    zone=st.sampled_from([CHICAGO, ZoneInfo("Pacific/Honolulu"), ZoneInfo("America/New_York")]),
)
def test_every_text_has_a_name_of_its_own_a_decent_hour_and_a_place_within_reach(on, trigger, lead, repeat, zone):
    every, measure, most = repeat
    rule_ = rule(trigger, *lead, repeat_amount=every, repeat_unit=measure, repeat_most=most)
    wanted = list(wishes(rule_, due(on), zone=zone, there=CHICAGO))
    assert len({one.occurrence for one in wanted}) == len(wanted)
    noon = datetime(on.year, on.month, on.day, 12, tzinfo=zone)
    for one in wanted:
        assert 8 <= one.leaves_at.astimezone(CHICAGO).hour < 21
        assert abs(one.due_at - noon) <= rule_.farthest
        assert one.due_at < one.expires_at


@pytest.mark.parametrize(
    ("last", "amount", "unit", "expected"),
    [
        (date(2026, 5, 31), 6, Unit.MONTHS, date(2026, 11, 30)),
        (date(2026, 5, 15), 6, Unit.MONTHS, date(2026, 11, 15)),
        (date(2026, 5, 15), 12, Unit.WEEKS, date(2026, 8, 7)),
    ],
)
def test_the_next_due_date_is_counted_on_the_calendar(last, amount, unit, expected):
    assert next_due(last, amount, unit) == expected


@pytest.mark.parametrize(
    ("typed", "codes"),
    [
        ("", []),
        ("d1110", ["D1110"]),
        ("D1110, D1120;D1110", ["D1110", "D1120"]),
        (" D0120\nD0150 ", ["D0120", "D0150"]),
    ],
)
def test_procedure_codes_are_read_as_people_type_them(typed, codes):
    assert read_codes(typed) == codes


@pytest.mark.parametrize("typed", ["1110", "D11", "D11100", "cleaning", "D1110 x"])
def test_what_is_no_procedure_code_is_named(typed):
    with pytest.raises(NoCodes) as refused:
        read_codes(typed)
    assert refused.value.word in typed.upper()


def test_a_visit_is_of_a_type_by_any_of_its_procedures():
    assert matches(["D0120", "D1110"], ["D1110"])
    assert not matches(["D0120"], ["D1110"])
    assert not matches([], ["D1110"])
    assert not matches(["D0120"], [])
