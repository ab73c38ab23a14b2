"""Statuses never go back, whatever order the carrier's words come in."""

import itertools
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chairside.rules.carrier_errors import ERRORS, Effect, explain
from chairside.rules.delivery import RANK, SAID_BY_CARRIER, Status, advance, retry_delay, words

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


@pytest.mark.parametrize(
    ("code", "effect"),
    [
        (21610, Effect.OPT_OUT), (21211, Effect.UNFIT_NUMBER), (21614, Effect.UNFIT_NUMBER),
        (30005, Effect.UNFIT_NUMBER),
        (30006, Effect.UNFIT_NUMBER), (30003, Effect.TRY_LATER), (30007, Effect.FAIL), (30034, Effect.FAIL),
        (21611, Effect.WAIT), (30001, Effect.WAIT), (30022, Effect.WAIT), (30023, Effect.WAIT), (30027, Effect.WAIT),
        (20003, Effect.PAUSE_NUMBER), (20429, Effect.WAIT), (12345, Effect.FAIL), (None, Effect.FAIL),
    ],
)  # fmt: skip
def test_errors_that_change_facts(code, effect):
    assert explain(code).effect is effect


def test_an_unknown_code_is_told_with_its_number():
    assert "12345" in str(explain(12345).sentence)


def test_every_error_has_a_sentence_and_a_remedy():
    assert all(str(error.sentence) and str(error.remedy) for error in ERRORS.values())
