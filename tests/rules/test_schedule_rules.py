"""Stages, lateness, booking: what the schedule decides."""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chairside.rules.booking import Booked, fault_of_length, in_the_way
from chairside.rules.patients import GONE, AppointmentStatus
from chairside.rules.search_words import Sought, birth_date, understand
from chairside.rules.tracker import STAGE_OF, Stage, becomes_late, minutes_in_stage

NOON = datetime(2026, 11, 23, 12, tzinfo=UTC)
TODAY = date(2026, 11, 23)
S = AppointmentStatus


def minutes(number):
    return timedelta(minutes=number)


def test_every_status_but_those_that_are_gone_has_a_stage():
    assert set(STAGE_OF) == set(S) - GONE
    assert set(STAGE_OF.values()) == set(Stage)


@pytest.mark.parametrize(
    ("status", "after", "late"),
    [
        (S.UNCONFIRMED, 1, True),
        (S.LEFT_MESSAGE, 1, True),
        (S.CONFIRMED, 1, True),
        (S.CONFIRMED, 0, False),
        (S.CONFIRMED, -1, False),
        (S.HERE, 30, False),
        (S.LATE, 30, False),
        (S.BROKEN, 30, False),
        (S.NO_SHOW, 30, False),
        (S.COMPLETE, 30, False),
        (S.CONFIRMED, 12 * 60, True),
        (S.CONFIRMED, 12 * 60 + 1, False),
    ],
)
def test_who_is_late(status, after, late):
    assert becomes_late(status, NOON, NOON + minutes(after)) is late


@pytest.mark.parametrize(
    ("status", "since", "told"),
    [
        (S.HERE, 7, 7),
        (S.HERE, None, None),
        (S.LATE, 2, 10),  # late counts from the start of the visit
        (S.CONFIRMED, 7, None),
        (S.COMPLETE, 7, None),
        (S.CHAIR, -1, 0),
    ],
)
def test_minutes_in_a_stage(status, since, told):
    status_at = NOON - minutes(since) if since is not None else None
    assert minutes_in_stage(status, status_at, NOON - minutes(10), NOON) == told


@pytest.mark.parametrize(
    ("length", "fits"), [(4, False), (5, True), (720, True), (721, False), (0, False), (-5, False)]
)
def test_how_long_a_visit_may_be(length, fits):
    assert (fault_of_length(NOON, NOON + minutes(length)) is None) is fits


def test_a_visit_that_ends_when_another_starts_is_not_in_the_way():
    before = Booked(NOON - minutes(30), NOON, "Ken Ito")
    after = Booked(NOON + minutes(60), NOON + minutes(90), "Elena Paz")
    assert in_the_way(NOON, NOON + minutes(60), [before, after]) is None
    assert in_the_way(NOON - minutes(1), NOON + minutes(60), [before, after]) is before
    assert in_the_way(NOON - minutes(1), NOON + minutes(61), [after, before]) is before


@given(*(st.integers(0, 300) for _ in range(2)), *(st.integers(1, 120) for _ in range(2)))
def test_to_be_in_the_way_is_mutual(one, other, long, longer):
    first, second = ((NOON + minutes(at), NOON + minutes(at + for_)) for at, for_ in ((one, long), (other, longer)))
    meets = in_the_way(*first, [Booked(*second, "")]) is not None
    assert meets == (in_the_way(*second, [Booked(*first, "")]) is not None)
    shared = set(range(one, one + long)) & set(range(other, other + longer))
    assert meets == bool(shared)


@pytest.mark.parametrize(
    ("typed", "born"),
    [
        ("3/14/2019", date(2019, 3, 14)),
        ("03/14/19", date(2019, 3, 14)),
        ("3-14-1985", date(1985, 3, 14)),
        ("3/14/85", date(1985, 3, 14)),
        ("2019-03-14", date(2019, 3, 14)),
        (" 2019-3-14 ", date(2019, 3, 14)),
        ("14/3/2019", None),
        ("2/30/2019", None),
        ("11/24/2026", None),
        ("555-0101", None),
        ("vega", None),
        ("٣/١٤/٢٠١٩", date(2019, 3, 14)),
    ],
)
def test_birth_dates(typed, born):
    assert birth_date(typed, TODAY) == born


@pytest.mark.parametrize(
    ("typed", "sought"),
    [
        ("vega", Sought(name="vega")),
        (" le ", Sought(name="le")),
        ("x", Sought()),
        ("", Sought()),
        ("(312) 555", Sought(digits="312555")),
        ("12", Sought(name="12")),
        ("3rd street 400", Sought(name="3rd street 400")),
        ("3/14/2019", Sought(born_on=date(2019, 3, 14))),
    ],
)
def test_what_is_sought(typed, sought):
    assert understand(typed, TODAY) == sought


@given(st.text(max_size=30))
def test_nothing_typed_breaks_the_search(typed):
    assert isinstance(understand(typed, TODAY), Sought)
