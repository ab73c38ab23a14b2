"""How fast a number may send, and that replies never wait for automated texts."""

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from chairside.rules.delivery import Lane
from chairside.rules.pace import PEOPLE_WAIT_FOR, Bucket, admit

REPLY, REMINDER, CAMPAIGN = Lane.STAFF_REPLY, Lane.REMINDER, Lane.CAMPAIGN


def test_without_limits_all_leave():
    assert admit(Bucket(None, None), [(CAMPAIGN, 3)] * 100).count == 100


def test_a_long_code_sends_one_segment_a_second():
    first = admit(Bucket(1, None), [(REMINDER, 1)] * 5)
    assert (first.count, first.wait) == (1, 1.0)


def test_a_faster_number_sends_a_second_of_texts_at_once_after_a_rest():
    assert admit(Bucket(10, None), [(REMINDER, 1)] * 50).count == 10


def test_a_reply_does_not_wait_for_automated_texts():
    assert admit(Bucket(1, None, idle=-20.0), [(REPLY, 3)]).count == 1
    assert admit(Bucket(1, None, idle=-20.0), [(REMINDER, 1)]).wait == 21.0


def test_automated_texts_wait_for_replies():
    assert admit(Bucket(1, None), [(REPLY, 4), (REMINDER, 1)]).wait == 1.0


def test_an_automated_text_of_many_segments_is_earned_before_it_leaves():
    waiting = admit(Bucket(1, None, idle=2.0), [(REMINDER, 5)])
    assert (waiting.count, waiting.wait) == (0, 3.0)
    assert admit(Bucket(1, None, idle=5.0), [(REMINDER, 5), (REPLY, 1)]).count == 2


def test_replies_keep_the_pace_among_themselves():
    assert admit(Bucket(1, None), [(REPLY, 1)] * 3).wait == 1.0
    assert admit(Bucket(1, None, idle_people=0.5), [(REPLY, 4)]).wait == 3.5


def test_the_day_has_an_end_and_automated_texts_leave_a_tenth_of_it_to_people():
    assert admit(Bucket(None, 20), [(CAMPAIGN, 1)] * 50).count == 18
    assert admit(Bucket(None, 20, used_today=18), [(REPLY, 1)] * 5).count == 2
    assert admit(Bucket(None, 20, used_today=20), [(REPLY, 1)]).count == 0


texts = st.lists(st.tuples(st.sampled_from(list(Lane)), st.integers(1, 11)), max_size=30)


@given(st.integers(1, 20), st.sampled_from([REPLY, REMINDER]), st.lists(st.integers(1, 11), max_size=30))
def test_what_leaves_at_once_is_a_second_of_segments_or_one_text(per_second, lane, sizes):
    count = admit(Bucket(per_second, None), [(lane, size) for size in sizes]).count
    assert sum(sizes[:count]) <= max([per_second, *sizes[:1]])


@given(st.integers(1, 20), texts, st.lists(st.floats(0.01, 3), min_size=1, max_size=20))
def test_over_time_automated_texts_never_make_a_number_faster_than_its_pace(per_second, waiting, pauses):
    bucket, sent, elapsed = Bucket(per_second, None), 0, 0.0
    for pause in pauses:
        admission = admit(bucket, waiting[sent:])
        sent += admission.count
        after = admission.bucket
        bucket = replace(after, idle=after.idle + pause, idle_people=after.idle_people + pause)
        elapsed += pause
    # each kind keeps the pace by itself, and the automated ones pay for both
    longest = max((size for _, size in waiting), default=0)
    for kind in (
        {lane for lane in Lane if lane in PEOPLE_WAIT_FOR},
        {lane for lane in Lane if lane not in PEOPLE_WAIT_FOR},
    ):
        segments = sum(size for lane, size in waiting[:sent] if lane in kind)
        assert segments <= elapsed * per_second + max(per_second, longest) + longest


@given(texts)
def test_an_automated_text_never_makes_a_reply_wait(waiting):
    automated = [one for one in waiting if one[0] > Lane.ANSWER]
    after = admit(Bucket(1, None), automated).bucket
    assert admit(after, [(REPLY, 1)]).count == 1
