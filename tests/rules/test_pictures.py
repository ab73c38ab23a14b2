"""A picture is asked for again, ever later, and given up in the end; staff read why."""

from datetime import timedelta

import pytest

from chairside.rules.pictures import KEPT_TYPES, Trouble, next_try, words


def test_pauses_grow_and_end():
    pauses = [next_try(tries) for tries in range(1, 12)]
    tried = [pause for pause in pauses if pause]
    assert tried == sorted(tried)
    assert timedelta(hours=3) < sum(tried, timedelta()) < timedelta(hours=6)
    assert pauses[-1] is None


@pytest.mark.parametrize("trouble", list(Trouble))
def test_every_trouble_has_its_sentence(trouble):
    assert words(trouble).text.endswith(".")


def test_a_drawing_that_is_a_program_is_never_kept():
    assert "image/svg+xml" not in KEPT_TYPES
