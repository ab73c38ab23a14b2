"""A number shared by several contacts speaks in one thread, always the same for the same facts."""

from datetime import UTC, datetime, timedelta
from uuid import UUID

from hypothesis import given
from hypothesis import strategies as st

from chairside.rules.threading import Candidate, choose

NOW = datetime(2026, 11, 23, 15, tzinfo=UTC)
KEN, YUMI = UUID(int=1), UUID(int=2)

candidates = st.builds(
    Candidate,
    contact_id=st.uuids(),
    thread_id=st.none() | st.uuids(),
    written_at=st.none() | st.datetimes(timezones=st.just(UTC)),
    nearest_visit=st.none() | st.timedeltas(min_value=timedelta(0)),
)
groups = st.lists(candidates, min_size=1, max_size=6, unique_by=lambda one: one.contact_id)


def test_the_thread_written_to_last():
    earlier = Candidate(KEN, UUID(int=9), NOW - timedelta(days=2), timedelta(hours=1))
    later = Candidate(YUMI, UUID(int=8), NOW - timedelta(days=1))
    assert choose([earlier, later]) == later


def test_with_none_written_to_the_nearest_visit_in_either_direction():
    assert (
        choose(
            [Candidate(KEN, None, None, timedelta(days=3)), Candidate(YUMI, None, None, timedelta(days=1))]
        ).contact_id
        == YUMI
    )


def test_with_nothing_known_the_existing_thread():
    assert choose([Candidate(KEN), Candidate(YUMI, UUID(int=5))]).contact_id == YUMI


@given(groups, st.randoms())
def test_the_order_of_candidates_does_not_matter(group, random):
    shuffled = list(group)
    random.shuffle(shuffled)
    assert choose(group) == choose(shuffled)


@given(groups)
def test_nobody_was_written_to_later(group):
    chosen = choose(group)
    written = [one.written_at for one in group if one.written_at]
    if written:
        assert chosen.written_at == max(written)
