"""Is this the database that worked last, or a copy from an earlier day?"""

from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum
from uuid import UUID

FRESH = timedelta(minutes=5)
"""A database that counted so lately is alive somewhere, and a new machine may simply join."""


class Doubt(StrEnum):
    """Why the database is not believed to be the one that worked last."""

    OLDER = "older"  # it has counted less far than the file beside the spool
    UNKNOWN = "unknown"  # it was at rest for a while, and this machine has never seen it


@dataclass(frozen=True, slots=True)
class Mark:
    """What this machine knows: which database, and how far it had counted."""

    database: UUID
    count: int


def judge(known: Mark | None, found: Mark, idle: timedelta) -> Doubt | None:
    """Compare what this machine knows with what it finds; `idle` is since the database last counted."""
    if known is not None and known.database == found.database:
        return Doubt.OLDER if found.count < known.count else None
    return Doubt.UNKNOWN if found.count and idle > FRESH else None
