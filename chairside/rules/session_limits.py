"""When a session ends by itself: after so long without a deed, and after so long in all."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

IDLE_MINUTES = range(1, 61)
SESSION_HOURS = range(1, 25)


class Over(StrEnum):
    """Why a session has ended."""

    IDLE = "idle"
    TOO_LONG = "too_long"


@dataclass(frozen=True, slots=True)
class Limits:
    """What an organization allows."""

    idle: timedelta
    longest: timedelta


@dataclass(frozen=True, slots=True)
class Remaining:
    """How long a session still lasts, and what will end it."""

    time: timedelta
    ends_as: Over


def remaining(signed_in_at: datetime, last_deed_at: datetime, limits: Limits, now: datetime) -> Remaining:
    """Give what remains; nothing or less means that the session is over."""
    until_idle = last_deed_at + limits.idle - now
    until_too_long = signed_in_at + limits.longest - now
    if until_too_long <= until_idle:
        return Remaining(until_too_long, Over.TOO_LONG)
    return Remaining(until_idle, Over.IDLE)
