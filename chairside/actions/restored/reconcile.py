"""Compare a restored database with the carrier's lists: take in what it has forgotten, and send nothing twice.

Texts to us that it forgot are taken in like any that never knocked. A text that waits in its queue and
that the carrier lists as sent was sent after the backup: it leaves the queue. A text of ours that it knows
nothing of is put into its thread, so that staff see what was said, and what was to leave by then
counts as having left.
"""

import logging
from collections.abc import Sequence
from datetime import datetime, timedelta

from asgiref.sync import sync_to_async
from django.db import transaction

from chairside.actions.receiving.lookups import contacts_by_number
from chairside.actions.restored.left_already import note_as_left
from chairside.actions.sending.move import bind, move
from chairside.actions.sweep_inbound import MOST, take_missed
from chairside.carriers.port import Account, Carrier, CarrierFailure, CarrierText
from chairside.live.bell import ring_thread
from chairside.models import Attempt, Continuity, Direction, Message, QueuedMessage, TextNumber, Thread
from chairside.models.identifiers import id_at
from chairside.models.thread import SNIPPET_LENGTH
from chairside.rules.delivery import SAID_BY_CARRIER, Outcome, Status

log = logging.getLogger(__name__)

MARGIN = timedelta(hours=1)
CLOCKS = timedelta(minutes=1)  # by which the carrier's clock and ours may differ
FOUND_AT_CARRIER = "Found at the carrier"


async def reconcile(carrier: Carrier, carrier_url: str, now: datetime) -> bool:
    """Compare every number if that is still to be done; give whether all of them could be."""
    since = await sync_to_async(_since)()
    if since is None:
        return False
    for number in await sync_to_async(_numbers)():
        account = Account(number.account_sid, number.auth_token, number.previous_auth_token, api_url=carrier_url)
        try:
            theirs = await carrier.list_texts(account, to_number=number.number, since=since, limit=MOST)
            ours = await carrier.list_texts(account, from_number=number.number, since=since, limit=MOST)
        except CarrierFailure as failure:
            log.warning("The carrier's lists could not be compared: %s", failure)
            return False
        await sync_to_async(take_missed)(number, theirs, now)
        await sync_to_async(find_sent)(number, ours, now)
    await sync_to_async(_note)(now)
    return True


def find_sent(number: TextNumber, texts: Sequence[CarrierText], now: datetime) -> None:
    """Bind, or put into their threads, those of a number's sent texts (newest first) that nobody knows."""
    sent = [text for text in reversed(texts) if not text.is_inbound and text.from_number == number.number]
    ids = {text.carrier_id for text in sent}
    known = {
        carrier_id
        for rows in (Message.objects, Attempt.objects)
        for carrier_id in rows.filter(organization_id=number.organization_id, carrier_id__in=ids).values_list(
            "carrier_id", flat=True
        )
    }
    for text in sent:
        if text.carrier_id not in known:
            _place(number, text, now)


@transaction.atomic
def _place(number: TextNumber, text: CarrierText, now: datetime) -> None:
    waiting = (
        QueuedMessage.objects.select_for_update(of=("self",))
        .filter(from_number=number.number, to_number=text.to_number, message__body=text.body)
        .select_related("message")
        .order_by("message_id")
        .first()
    )
    status = SAID_BY_CARRIER.get(text.status, Status.SENT)
    if waiting is not None:
        message = waiting.message
        waiting.delete()
        Message.objects.filter(pk=message.pk).update(carrier_id=text.carrier_id, status=status, status_at=now)
        ring_thread(message.location_id, message.thread_id)
    elif attempt := _under_way(number, text):
        bind(attempt, text.carrier_id, now)
        move(attempt, text.status, now, text.error_code)
    elif thread := _thread(number, text):
        _add(thread, text, status, now)


def _under_way(number: TextNumber, text: CarrierText) -> Attempt | None:
    """Find the attempt of this text whose end the backup does not know."""
    return (
        Attempt.objects.select_for_update(of=("self",))
        .filter(from_number=number.number, to_number=text.to_number, message__body=text.body)
        .filter(outcome__in=("", Outcome.UNKNOWN), carrier_id=None, started_at__lte=text.created_at + CLOCKS)
        .select_related("message")
        .order_by("id")
        .first()
    )


def _thread(number: TextNumber, text: CarrierText) -> Thread | None:
    """Find the conversation written to last on that number, or begin that of the only contact who has it."""
    there = Thread.objects.select_for_update(of=("self",)).filter(location_id=number.location_id, number=text.to_number)
    if found := there.order_by("written_at", "id").last():
        return found
    people = contacts_by_number([number.organization_id], [text.to_number])
    contacts = people.get((number.organization_id, text.to_number), [])
    if len(contacts) != 1:
        return None
    return Thread.objects.create(
        organization_id=number.organization_id,
        location_id=number.location_id,
        contact_id=contacts[0],
        number=text.to_number,
        created_at=text.created_at,
    )


def _add(thread: Thread, text: CarrierText, status: Status, now: datetime) -> None:
    message = Message.objects.create(
        id=id_at(text.created_at),
        organization_id=thread.organization_id,
        location_id=thread.location_id,
        thread=thread,
        direction=Direction.OUT,
        body=text.body,
        at=text.created_at,
        communication=FOUND_AT_CARRIER,
        status=status,
        status_at=now,
        carrier_id=text.carrier_id,
    )
    note_as_left(message, thread)
    if thread.last_at is None or thread.last_at <= text.created_at:
        Thread.objects.filter(pk=thread.pk).update(
            last_at=text.created_at,
            last_outgoing=True,
            last_sender=None,
            snippet=text.body[:SNIPPET_LENGTH],
            last_media=0,
            written_at=text.created_at,
            unanswered_since=None,
        )
    ring_thread(thread.location_id, thread.pk)


def _since() -> datetime | None:
    waiting = Continuity.objects.filter(safe_since__isnull=False, reconciled_at__isnull=True).first()
    if waiting is None:
        return None
    return (waiting.remembers_until or waiting.counted_at) - MARGIN


def _numbers() -> list[TextNumber]:
    return list(TextNumber.objects.exclude(account_sid="").order_by("id"))


def _note(now: datetime) -> None:
    Continuity.objects.filter(safe_since__isnull=False).update(reconciled_at=now)
