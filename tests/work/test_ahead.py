"""How much is written down ahead follows how quick the carrier is."""

import pytest

from chairside.work.ahead import LEAST, MOST, SPAN, Ahead

NOW = 1_000.0


def after(calls):
    """Give what counts after so many calls have ended at once."""
    ahead = Ahead()
    for _ in range(calls):
        ahead.count_one(NOW)
    return ahead


@pytest.mark.parametrize(("ended", "most"), [(0, LEAST), (10, LEAST), (200, 200), (MOST, MOST), (MOST + 50, MOST)])
def test_as_much_as_has_just_ended_is_ahead_within_bounds(ended, most):
    assert after(ended).most(NOW) == most


def test_a_carrier_that_has_become_slow_gets_little_ahead_again():
    ahead = after(200)
    assert ahead.most(NOW + SPAN * 0.9) == 200
    assert ahead.most(NOW + SPAN * 1.1) == LEAST
