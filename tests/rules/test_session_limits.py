"""When a session ends by itself, and what a browser calls itself."""

from datetime import UTC, datetime, timedelta

import pytest

from chairside.rules.browsers import browser_of
from chairside.rules.session_limits import Limits, Over, remaining

NOW = datetime(2026, 11, 23, 17, tzinfo=UTC)
LIMITS = Limits(idle=timedelta(minutes=15), longest=timedelta(hours=12))


@pytest.mark.parametrize(
    ("signed_in", "last_deed", "left", "ends_as"),
    [
        (0, 0, 15, Over.IDLE),
        (60, 14, 1, Over.IDLE),
        (60, 15, 0, Over.IDLE),
        (60, 20, -5, Over.IDLE),
        (12 * 60 - 10, 0, 10, Over.TOO_LONG),
        (12 * 60 - 10, 10, 5, Over.IDLE),
        (12 * 60, 0, 0, Over.TOO_LONG),
        (13 * 60, 1, -60, Over.TOO_LONG),
    ],
)
def test_the_nearer_limit_ends_it(signed_in, last_deed, left, ends_as):
    ago = [NOW - timedelta(minutes=minutes) for minutes in (signed_in, last_deed)]
    found = remaining(*ago, LIMITS, NOW)
    assert (found.time, found.ends_as) == (timedelta(minutes=left), ends_as)


@pytest.mark.parametrize(
    ("told", "known"),
    [
        (
            "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 Safari/537.36",
            ("Chrome", "Windows"),
        ),
        ("Mozilla/5.0 (Windows NT 10.0) AppleWebKit/537.36 Chrome/140.0 Safari/537.36 Edg/140.0", ("Edge", "Windows")),
        (
            "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 Version/18.0 Safari/605.1.15",
            ("Safari", "Mac"),
        ),
        (
            "Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605.1.15 Safari/604.1",
            ("Safari", "iPhone"),
        ),
        ("Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0", ("Firefox", "Linux")),
        ("", ("", "")),
        ("curl/8.0", ("", "")),
    ],
)
def test_a_browser_is_known_by_its_own_words(told, known):
    assert browser_of(told) == known
