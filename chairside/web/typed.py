"""What people type, made clean: without the signs that no keyboard gives and that only hide or turn what is read."""

from __future__ import annotations

import re
import unicodedata
from datetime import time

CLOCK = re.compile(r"[0-9]{2}:[0-9]{2}(:[0-9]{2}([.][0-9]+)?)?")
LONGEST_NUMBER = 9  # digits
TURNS = frozenset("\u202a\u202b\u202c\u202d\u202e")
"""Signs that turn the reading direction of all that follows: a name could pose as another."""


def one_line(typed: object) -> str:
    """Give a line: signs as one, spaces as one, no control characters."""
    return " ".join(_clean(typed, "").split())


def many_lines(typed: object) -> str:
    """Give a text of several lines."""
    return _clean(str(typed).replace("\r\n", "\n").replace("\r", "\n"), "\n").strip()


def whole(typed: str, least: int, most: int) -> int | None:
    """Read a whole number from `least` to `most`; None for anything else, however long it is.

    Digits of another script are digits all the same.
    """
    if not (typed.isdecimal() and len(typed) <= LONGEST_NUMBER):
        return None
    number = int(typed)
    return number if least <= number <= most else None


def clock(typed: str) -> time:
    """Read a time of day as browsers send it, to the minute; raises `ValueError`."""
    if not CLOCK.fullmatch(typed):
        raise ValueError(typed)
    return time.fromisoformat(typed).replace(second=0, microsecond=0)


def _clean(typed: object, breaks: str) -> str:
    signs = unicodedata.normalize("NFC", str(typed))
    return "".join(sign if sign in breaks or not _hides(sign) else _space(sign) for sign in signs)


def _hides(sign: str) -> bool:
    return unicodedata.category(sign) in {"Cc", "Cs"} or sign in TURNS


def _space(sign: str) -> str:
    return " " if sign.isspace() else ""
