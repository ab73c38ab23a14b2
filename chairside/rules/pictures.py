"""Which files of patients are kept, how large, how often one is asked for, and what staff read when none is."""

from datetime import timedelta
from enum import StrEnum

from chairside.rules.wording import Words, say

KEPT_TYPES = frozenset({"image/jpeg", "image/png", "image/gif", "image/webp"})
"""Pictures that can be drawn anew; a drawing in SVG is a program, and none of a patient's is run."""

LARGEST_FILE = 10 * 1024 * 1024
"""Bytes; carriers hand on at most 5 MB."""

MOST_PIXELS = 50_000_000
LONGEST_SIDE = 2048
"""Pixels: what a screen can show, and a page of a form can be read at."""

THUMBNAIL_SIDE = 480

PAUSES = (2, 10, 30, 120, 600, 1800, 3600, 7200)
"""Seconds until the next try; after the last it is given up."""


class Trouble(StrEnum):
    """Why a picture could not be kept."""

    FOREIGN = "foreign"
    TOO_LARGE = "too_large"
    WRONG_KIND = "wrong_kind"
    BROKEN = "broken"
    GONE = "gone"
    UNREACHABLE = "unreachable"


WORDS = {
    Trouble.FOREIGN: say("It lies somewhere else than at the carrier, so it was not opened."),
    Trouble.TOO_LARGE: say("It is too large. Ask for a smaller picture."),
    Trouble.WRONG_KIND: say("It is no picture of a kind that is kept. Ask for a photo instead."),
    Trouble.BROKEN: say("The file is damaged. Ask to send it again."),
    Trouble.GONE: say("The carrier no longer has it. Ask to send it again."),
    Trouble.UNREACHABLE: say("The carrier did not give it for several hours. Ask to send it again."),
}


def words(trouble: Trouble) -> Words:
    """Say why, and what to do."""
    return WORDS[trouble]


def next_try(tries: int) -> timedelta | None:
    """Give the pause before the next try, None to give up; `tries` counts from 1."""
    return timedelta(seconds=PAUSES[tries - 1]) if tries <= len(PAUSES) else None
