"""What the carrier's error codes tell an office, and what the program does about them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chairside.rules.carrier_errors import ERRORS, TABLE, Effect, explain

# every code that changes a fact or a plan (the carrier's error dictionary)
EFFECTS = {
    Effect.OPT_OUT: {21610},
    Effect.UNFIT_NUMBER: {21211, 21214, 21217, 21614, 21635, 30005, 30006},
    Effect.TRY_LATER: {30003, 30017, 30410},
    Effect.WAIT: {20429, 21611, 30001, 30022, 30023, 30027},
    Effect.PAUSE_NUMBER: {20003, 20005, 20006, 20008, 20403, 21212, 21606, 21659, 21701, 21703, 21704, 30002},
}


@pytest.mark.parametrize("effect", [effect for effect in Effect if effect is not Effect.FAIL])
def test_exactly_these_codes_have_the_effect(effect):
    assert {code for code, error in ERRORS.items() if error.effect is effect} == EFFECTS[effect]


@pytest.mark.parametrize("code", [30004, 30007, 30008, 30034, 21408, 21602, 21617])
def test_these_only_fail(code):
    assert explain(code).effect is Effect.FAIL


def test_no_code_stands_twice_in_the_table():
    assert len(TABLE) == len(ERRORS)


@pytest.mark.parametrize("error", ERRORS.values(), ids=lambda error: error.code)
def test_every_line_is_whole_sentences_in_the_words_of_the_office(error):
    for words in (error.sentence, error.remedy):
        assert str(words).endswith(".")
        assert str(words)[0].isupper()
        assert "twilio" not in str(words).lower()


@given(st.integers().filter(lambda code: code not in ERRORS))
def test_an_unknown_code_fails_visibly_with_its_number(code):
    error = explain(code)
    assert (error.code, error.effect) == (code, Effect.FAIL)
    assert str(code) in str(error.sentence)


def test_no_code_at_all_fails_visibly_too():
    error = explain(None)
    assert (error.code, error.effect) == (None, Effect.FAIL)
    assert str(error.sentence)
