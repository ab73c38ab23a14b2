"""Sentences for staff: English as they stand, and whole when values are put in."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chairside.rules.wording import Words, say


def test_a_sentence_says_itself():
    assert str(say("Sent.")) == "Sent."


def test_values_fill_their_places():
    assert str(say("%(contact)s is inactive.", contact="Ken Ito")) == "Ken Ito is inactive."


def test_values_are_kept_as_text_for_translation():
    assert say("Error %(code)s.", code=30007) == Words("Error %(code)s.", {"code": "30007"})


@given(st.text())
def test_a_name_with_signs_of_percent_is_not_read_as_a_place(name):
    assert str(say("%(contact)s.", contact=name)) == f"{name}."


def test_a_value_that_is_missing_is_an_error_at_once():
    with pytest.raises(KeyError):
        str(say("%(contact)s is %(status)s.", contact="Ken Ito"))
