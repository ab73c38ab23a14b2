"""Segments and campaigns: what is kept is what was asked for, and no deed is possible out of its stage."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chairside.rules.communications.campaigns import POSSIBLE, Course, Deed, Stage, stage_of, turn_of
from chairside.rules.communications.left_out import IN_WORDS, OTHERWISE, in_words
from chairside.rules.communications.segment import Ahead, Segment, faults_of, years_before
from chairside.rules.communications.why import Code
from chairside.rules.may_text import Code as Gate
from chairside.rules.patients import PatientStatus

NOW = datetime(2026, 11, 24, 15, tzinfo=UTC)
CHICAGO = ZoneInfo("America/Chicago")
days = st.none() | st.dates(date(2000, 1, 1), date(2200, 1, 1))
ages = st.none() | st.integers(0, 130)
segments = st.builds(
    Segment,
    statuses=st.lists(st.sampled_from(PatientStatus), min_size=1, unique=True).map(tuple),
    seen_from=days,
    seen_until=days,
    visit_from=days,
    visit_until=days,
    due_from=days,
    due_until=days,
    ahead=st.sampled_from(Ahead),
    age_from=ages,
    age_to=ages,
    language=st.sampled_from(["", "en", "es"]),
    only_with_mobile=st.booleans(),
)


@given(segments)
def test_what_is_kept_is_read_again(segment):
    assert Segment.read(segment.kept()) == segment


@pytest.mark.parametrize(
    ("wrong", "named"),
    [
        ({"statuses": ()}, "statuses"),
        ({"statuses": (PatientStatus.INACTIVE,)}, "statuses"),
        ({"seen_from": date(2026, 2, 1), "seen_until": date(2026, 1, 1)}, "seen_until"),
        ({"visit_from": date(2026, 2, 1), "visit_until": date(2026, 1, 1)}, "visit_until"),
        ({"due_from": date(2026, 2, 1), "due_until": date(2026, 1, 1)}, "due_until"),
        ({"age_from": 40, "age_to": 30}, "age_to"),
        ({"age_from": 131}, "age_from"),
        ({"age_to": -1}, "age_to"),
    ],
)
def test_a_segment_that_cannot_be_meant_says_where(wrong, named):
    assert list(faults_of(Segment(**wrong))) == [named]


def test_a_segment_without_filters_is_all_current_patients():
    assert faults_of(Segment()) == {}
    assert Segment().statuses == (PatientStatus.NEW, PatientStatus.ACTIVE)


@given(st.dates(date(1900, 1, 1), date(2200, 1, 1)), st.integers(0, 130))
def test_years_before_is_a_birthday(day, years):
    born = years_before(day, years)
    assert day.year - born.year == years
    assert (born.month, born.day) in {(day.month, day.day), (2, 28)}


def test_who_turns_forty_today_is_forty():
    today = date(2026, 11, 24)
    segment = Segment(age_from=40, age_to=40)
    assert segment.born_until(today) == date(1986, 11, 24)
    assert segment.born_after(today) == date(1985, 11, 24)


@pytest.mark.parametrize(
    ("course", "stage"),
    [
        ({}, Stage.DRAFT),
        ({"launched_at": NOW}, Stage.SCHEDULED),
        ({"launched_at": NOW, "paused_at": NOW}, Stage.PAUSED),
        ({"launched_at": NOW, "planned_at": NOW, "waiting": True}, Stage.SENDING),
        ({"launched_at": NOW, "planned_at": NOW, "waiting": True, "paused_at": NOW}, Stage.PAUSED),
        ({"launched_at": NOW, "planned_at": NOW}, Stage.DONE),
        ({"launched_at": NOW, "planned_at": NOW, "paused_at": NOW}, Stage.DONE),
        ({"launched_at": NOW, "stopped_at": NOW}, Stage.STOPPED),
        ({"launched_at": NOW, "planned_at": NOW, "stopped_at": NOW, "waiting": True}, Stage.STOPPED),
    ],
)
def test_stages(course, stage):
    assert stage_of(Course(**course)) is stage


def test_what_is_over_cannot_be_undone():
    assert set(POSSIBLE) == set(Stage)
    assert POSSIBLE[Stage.STOPPED] == POSSIBLE[Stage.DONE] == ()
    assert all(Deed.START not in deeds for stage, deeds in POSSIBLE.items() if stage is not Stage.DRAFT)


def test_so_many_a_day_each_day_at_the_same_clock():
    # the clocks went back on November 1st: 9:00 stays 9:00
    start = datetime(2026, 10, 31, 14, tzinfo=UTC)
    turns = [turn_of(place, start, 2, CHICAGO) for place in range(5)]
    assert [turn.astimezone(CHICAGO).strftime("%d %H:%M") for turn in turns] == [
        "31 09:00", "31 09:00", "01 09:00", "01 09:00", "02 09:00",
    ]  # fmt: skip


def test_without_a_rate_everybody_has_the_first_turn():
    assert turn_of(9999, NOW, None, CHICAGO) == NOW


@given(st.integers(0, 5000), st.integers(1, 500))
def test_no_day_has_more_than_its_rate(place, per_day):
    mine = turn_of(place, NOW, per_day, CHICAGO)
    assert mine >= NOW
    assert turn_of(place + per_day, NOW, per_day, CHICAGO) - mine >= timedelta(hours=23)


def test_every_reason_can_be_counted_in_words():
    unsaid = {Code.BEING_CHANGED.value, Gate.NO_RIGHT.value}
    assert {*Code, *Gate} - set(IN_WORDS) == unsaid
    assert in_words("of another version") is OTHERWISE
