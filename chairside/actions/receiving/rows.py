"""What a batch knows of numbers and threads, and what it writes: a few columns each, without the ORM's weight."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from chairside.rules.inbound import Reading


@dataclass(frozen=True, slots=True)
class NumberRow:
    """A number that was written to, with what its location and organization are called."""

    organization_id: UUID
    location_id: UUID
    number: str
    account_sid: str
    carrier_answers_keywords: bool
    time_zone: str
    location: str
    organization: str
    replies_after_hours: bool = False

    @property
    def zone(self) -> ZoneInfo:
        return ZoneInfo(self.time_zone)


@dataclass(frozen=True, slots=True)
class Standing:
    """What the ledger's newest line says of a number."""

    opted_in: bool
    at: datetime
    source: str


@dataclass(frozen=True, slots=True)
class VisitRow:
    """A visit that a text may confirm, with what its patient is called and its contact's language."""

    pk: UUID
    location_id: UUID
    patient_id: UUID
    contact_id: UUID
    starts_at: datetime
    reminded_at: datetime
    given_name: str
    language: str


@dataclass(slots=True)
class ThreadRow:
    """A thread as the list shows it; changed as texts come in."""

    pk: UUID
    organization_id: UUID
    location_id: UUID
    contact_id: UUID
    number: str
    last_at: datetime | None = None
    last_outgoing: bool = False
    last_sender_id: UUID | None = None
    snippet: str = ""
    last_media: int = 0
    unread: int = 0
    unanswered_since: datetime | None = None
    written_at: datetime | None = None
    done_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class InboundRow:
    """A text of theirs to be stored."""

    pk: UUID
    thread: ThreadRow
    body: str
    at: datetime
    reading: Reading
    media_count: int
    carrier_id: UUID


# the same few organizations, locations and regular writers again and again
id_of = lru_cache(maxsize=8192)(UUID)


def number_row(told: Sequence[Any]) -> NumberRow:
    """Read a number as JSON tells it."""
    organization_id, location_id, *rest = told
    return NumberRow(id_of(organization_id), id_of(location_id), *rest)


def thread_row(told: Sequence[Any]) -> ThreadRow:
    """Read a thread as JSON tells it."""
    (pk, organization_id, location_id, contact_id, number, last_at, last_outgoing, last_sender_id, snippet,
     last_media, unread, unanswered_since, written_at, done_at) = told  # fmt: skip
    return ThreadRow(
        pk=id_of(pk),
        organization_id=id_of(organization_id),
        location_id=id_of(location_id),
        contact_id=id_of(contact_id),
        number=number,
        last_at=_moment(last_at),
        last_outgoing=last_outgoing,
        last_sender_id=last_sender_id and id_of(last_sender_id),
        snippet=snippet,
        last_media=last_media,
        unread=unread,
        unanswered_since=_moment(unanswered_since),
        written_at=_moment(written_at),
        done_at=_moment(done_at),
    )


def _moment(told: str | None) -> datetime | None:
    return datetime.fromisoformat(told) if told else None
