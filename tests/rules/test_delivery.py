"""Statuses never go back, whatever order the carrier's words come in."""

import itertools
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chairside.rules.delivery import (
    CALL_LIMIT,
    LEASE,
    RANK,
    RECONCILE_AFTER,
    SAID_BY_CARRIER,
    Lane,
    Status,
    advance,
    retry_delay,
    words,
)

WORDS = sorted(SAID_BY_CARRIER)


@pytest.mark.parametrize(
    ("current", "reported", "status"),
    [
        (Status.QUEUED, "sent", Status.SENT),
        (Status.SENT, "queued", Status.SENT),
        (Status.DELIVERED, "sent", Status.DELIVERED),
        (Status.DELIVERED, "undelivered", Status.DELIVERED),
        (Status.UNDELIVERED, "delivered", Status.UNDELIVERED),
        (Status.DELIVERED, "read", Status.READ),
        (Status.NOT_CONFIRMED, "queued", Status.QUEUED),
        (Status.NOT_CONFIRMED, "delivered", Status.DELIVERED),
        (Status.RECEIVED, "delivered", Status.RECEIVED),
        (Status.QUEUED, "a word of next year", Status.QUEUED),
    ],
)
def test_table(current, reported, status):
    assert advance(current, reported) is status


@given(st.lists(st.sampled_from(WORDS), max_size=8))
def test_no_word_takes_a_status_back(said):
    status = Status.QUEUED
    for word in said:
        after = advance(status, word)
        assert RANK[after] >= RANK[status]
        status = after


@pytest.mark.parametrize("order", list(itertools.permutations(["queued", "sent", "delivered"])))
def test_any_order_of_a_good_delivery_ends_delivered(order):
    status = Status.NOT_CONFIRMED
    for word in order:
        status = advance(status, word)
    assert status is Status.DELIVERED


def test_every_status_has_words():
    assert all(str(words(status)) for status in Status)


@given(st.integers(min_value=1, max_value=10_000))
def test_pauses_grow_and_end_at_five_minutes(tries):
    assert timedelta(seconds=2) <= retry_delay(tries) <= retry_delay(tries + 1) <= timedelta(minutes=5)


def test_pauses_double_from_two_seconds():
    assert [retry_delay(tries).total_seconds() for tries in range(1, 10)] == [2, 4, 8, 16, 32, 64, 128, 256, 300]


@pytest.mark.parametrize("end", [Status.DELIVERED, Status.UNDELIVERED, Status.FAILED])
@given(said=st.lists(st.sampled_from([word for word in WORDS if word != "read"])))
def test_an_end_stays_unless_the_text_was_read(end, said):
    status = end
    for word in said:
        status = advance(status, word)
    assert status is end
    assert advance(status, "read") is Status.READ


@given(st.sampled_from(WORDS))
def test_any_report_settles_a_text_that_was_not_confirmed(said):
    assert advance(Status.NOT_CONFIRMED, said) is SAID_BY_CARRIER[said]


@given(st.sampled_from(list(Status)), st.sampled_from(WORDS))
def test_a_report_that_comes_twice_changes_nothing_more(status, said):
    once = advance(status, said)
    assert advance(once, said) is once


def test_unknown_sends_are_looked_into_four_times_each_later():
    assert [after.total_seconds() for after in RECONCILE_AFTER] == [5, 30, 120, 600]


def test_the_wait_for_an_answer_ends_within_the_lease():
    assert CALL_LIMIT < LEASE


def test_replies_by_hand_go_first_and_campaigns_last():
    assert sorted(Lane) == [
        Lane.STAFF_REPLY,
        Lane.ANSWER,
        Lane.SAME_DAY_REMINDER,
        Lane.REMINDER,
        Lane.RECARE_AND_STATEMENT,
        Lane.CAMPAIGN,
    ]
