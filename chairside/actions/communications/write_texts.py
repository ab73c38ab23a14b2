"""Write released texts: threads, messages, queue rows and planned rows, a few statements for all of them."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from django.db import connection

from chairside.actions.communications.cause import Cause
from chairside.actions.communications.facts import Facts
from chairside.live.bell import ring, wake_sender
from chairside.live.changes import Change, Kind
from chairside.models import Direction, Message, PlannedMessage, QueuedMessage, TextNumber, Thread
from chairside.models.identifiers import new_id
from chairside.models.thread import SNIPPET_LENGTH
from chairside.rules.communications.templates import language_of, with_way_out
from chairside.rules.delivery import Status
from chairside.rules.phones import as_written_here


@dataclass(frozen=True, slots=True)
class Bundle:
    """Rows that become one text: about patients of one contact, from one location."""

    cause: Cause
    rows: Sequence[PlannedMessage]
    message_id: UUID = field(default_factory=new_id)

    @property
    def first(self) -> PlannedMessage:
        return self.rows[0]


Key = tuple[UUID, UUID, str]  # location, contact and number, as a thread has them


def write_texts(bundles: Sequence[Bundle], facts: Facts, now: datetime) -> int:
    """Write each bundle's text; gives how many rows were left because somebody holds their thread."""
    if not bundles:
        return 0
    keys = {bundle.message_id: _key(bundle, facts) for bundle in bundles}
    threads = _threads(bundles, keys, now)
    going = [bundle for bundle in bundles if keys[bundle.message_id] in threads]
    numbers = {one.location_id: one for one in TextNumber.objects.filter(location__in={key[0] for key in threads})}
    acquainted = _acquainted(threads)
    messages = []
    for bundle in going:
        thread = threads[keys[bundle.message_id]]
        phone = as_written_here(numbers[thread.location_id].number)
        messages.append(_message(bundle, thread, phone, first=thread.pk not in acquainted, now=now))
    Message.objects.bulk_create(messages)
    QueuedMessage.objects.bulk_create(
        _queued(bundle, message, numbers[message.location_id].number, now)
        for bundle, message in zip(going, messages, strict=True)
    )
    _touch(messages, now)
    _mark_sent(going, now)
    for cause in {id(bundle.cause): bundle.cause for bundle in going}.values():
        cause.released([row for bundle in going if bundle.cause is cause for row in bundle.rows], now)
    ring(Change(Kind.THREAD, message.location_id, message.thread_id) for message in messages)
    wake_sender()
    return sum(len(bundle.rows) for bundle in bundles) - sum(len(bundle.rows) for bundle in going)


def _key(bundle: Bundle, facts: Facts) -> Key:
    contact_id = bundle.first.recipient.pk
    return bundle.first.location_id, contact_id, facts.numbers[contact_id]


def _threads(bundles: Sequence[Bundle], keys: dict[UUID, Key], now: datetime) -> dict[Key, Thread]:
    """Make the threads that are missing and lock them; one that somebody writes in now is left out."""
    locations, contacts, numbers = (set(part) for part in zip(*keys.values(), strict=True))
    here = Thread.objects.filter(location__in=locations, contact__in=contacts, number__in=numbers)
    known = set(here.values_list("location_id", "contact_id", "number"))
    missing = {key: bundle.first.organization_id for bundle in bundles if (key := keys[bundle.message_id]) not in known}
    Thread.objects.bulk_create(
        (
            Thread(
                id=new_id(),
                organization_id=organization_id,
                location_id=location_id,
                contact_id=contact_id,
                number=number,
                created_at=now,
            )
            for (location_id, contact_id, number), organization_id in missing.items()
        ),
        ignore_conflicts=True,
    )
    free = here.select_for_update(skip_locked=True, of=("self",))
    return {(one.location_id, one.contact_id, one.number): one for one in free}


def _acquainted(threads: dict[Key, Thread]) -> set[UUID]:
    """Give the threads that hold an automated text already: only a first one must tell the way out."""
    ids = [thread.pk for thread in threads.values()]
    automated = Message.objects.filter(thread__in=ids, direction=Direction.OUT).exclude(communication="")
    return set(automated.values_list("thread_id", flat=True).distinct())


def _message(bundle: Bundle, thread: Thread, phone: str, *, first: bool, now: datetime) -> Message:
    language = language_of(bundle.first.recipient.language)
    body = bundle.cause.body(bundle.rows, language, phone)
    return Message(
        id=bundle.message_id,
        organization_id=thread.organization_id,
        location_id=thread.location_id,
        thread=thread,
        direction=Direction.OUT,
        body=with_way_out(body, language) if first else body,
        at=now,
        communication=bundle.cause.name(bundle.first),
        status=Status.QUEUED,
        status_at=now,
    )


def _queued(bundle: Bundle, message: Message, from_number: str, now: datetime) -> QueuedMessage:
    return QueuedMessage(
        message=message,
        organization_id=message.organization_id,
        lane=min(bundle.cause.lane(row, now) for row in bundle.rows),
        from_number=from_number,
        to_number=message.thread.number,
        due_at=now,
        expires_at=min(bundle.cause.terms(row).expires_at for row in bundle.rows),
    )


# one prepared statement for all, in one round trip; what is unread or unanswered stays so: nobody has answered
TOUCH = """
UPDATE chairside_thread
SET last_at = %s, last_outgoing = true, last_sender_id = NULL, snippet = %s, last_media = 0, written_at = %s
WHERE id = %s
"""

SENT = """
UPDATE chairside_plannedmessage
SET state = 'sent', message_id = %s, contact_id = %s, settled_at = %s, reason = '', why = '[]'
WHERE id = %s
"""


def _touch(messages: Sequence[Message], now: datetime) -> None:
    with connection.cursor() as cursor:
        cursor.executemany(TOUCH, [(now, one.body[:SNIPPET_LENGTH], now, one.thread_id) for one in messages])


def _mark_sent(bundles: Sequence[Bundle], now: datetime) -> None:
    with connection.cursor() as cursor:
        cursor.executemany(
            SENT,
            [(bundle.message_id, row.recipient.pk, now, row.pk) for bundle in bundles for row in bundle.rows],
        )
