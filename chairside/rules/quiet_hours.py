"""Decent hours: automated texts leave only between 8:00 and 21:00 at the recipient's place.

Source: the telephone rules of 47 CFR 64.1200(c)(1). Replies by hand are never held by it.
"""

from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

EARLIEST = time(8)
LATEST = time(21)


def decent_until(now: datetime, zone: ZoneInfo, *, start: time = EARLIEST, end: time = LATEST) -> datetime | None:
    """Give None when a text may leave now, else the moment (UTC) from which it may.

    Days are the recipient's own, so a change to or from summer time moves the moment with the clocks.
    """
    local = now.astimezone(zone)
    if start <= local.time() < end:
        return None
    day = local.date() if local.time() < start else local.date() + timedelta(1)
    return datetime.combine(day, start, zone).astimezone(UTC)
