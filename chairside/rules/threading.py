"""Which thread a text belongs to when several primary contacts share its number."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID


@dataclass(frozen=True, slots=True)
class Candidate:
    """A primary contact who has the number.

    `written_at` is when this location last wrote to them on it; `nearest_visit` how far from now, in
    either direction, the nearest visit of one of their patients at this location is.
    """

    contact_id: UUID
    thread_id: UUID | None = None
    written_at: datetime | None = None
    nearest_visit: timedelta | None = None


def choose(candidates: Sequence[Candidate]) -> Candidate:
    """Choose the thread written to last; with none, the contact of the nearest visit.

    When nothing is known the choice is still always the same: an existing thread, then the oldest
    record. `candidates` must not be empty.
    """
    written = [one for one in candidates if one.written_at is not None]
    if written:
        return max(written, key=lambda one: (one.written_at, -one.contact_id.int))
    visited = [one for one in candidates if one.nearest_visit is not None]
    if visited:
        return min(visited, key=lambda one: (one.nearest_visit, one.contact_id))
    return min(candidates, key=lambda one: (one.thread_id is None, one.contact_id))
