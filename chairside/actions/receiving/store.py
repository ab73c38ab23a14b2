"""Write what a batch decided: a few statements for all its texts."""

from collections.abc import Sequence

from django.db.models import F, Q

from chairside.actions.communications.barred import skip_for_who_opted_out
from chairside.actions.communications.plan_visits import replan_visits
from chairside.actions.receiving.batch import Batch
from chairside.actions.receiving.rows import InboundRow, NumberRow, ThreadRow
from chairside.actions.receiving.sql import one_way
from chairside.actions.receiving.statements import INSERT, RING, TOUCH
from chairside.live.changes import CHANGES, QUEUE, Change, Kind, pack
from chairside.models import (
    Appointment,
    Attachment,
    AuditEntry,
    ConsentEntry,
    KnockTally,
    Message,
    QueuedMessage,
    Task,
    TextNumberTest,
    Thread,
)
from chairside.rules.delivery import Status

SHOWN = (
    "last_at", "last_outgoing", "last_sender_id", "snippet", "last_media", "unread", "unanswered_since", "done_at",
)  # fmt: skip


def store(batch: Batch) -> None:
    """Write all rows of the batch; the order follows what refers to what."""
    _add_threads(batch)
    _silence(batch)
    with one_way() as way:
        if batch.texts:
            way.send(INSERT, {"now": batch.now, **_columns(batch.texts)})
        if batch.touched:
            way.send(TOUCH, _shown(list(batch.touched.values())))
        for payload in pack(batch.changes):
            way.send(RING, {"channel": CHANGES, "payload": payload})
        if batch.queued:
            way.send(RING, {"channel": QUEUE, "payload": ""})
    _follow(batch)


def _columns(texts: Sequence[InboundRow]) -> dict[str, object]:
    return {
        "ids": [text.pk for text in texts],
        "organizations": [text.thread.organization_id for text in texts],
        "locations": [text.thread.location_id for text in texts],
        "threads": [text.thread.pk for text in texts],
        "bodies": [text.body for text in texts],
        "moments": [text.at for text in texts],
        "meanings": [text.reading.meaning.value for text in texts],
        "for_review": [text.reading.for_review for text in texts],
        "may_mean_appointment": [text.reading.may_mean_appointment for text in texts],
        "media": [text.media_count for text in texts],
        "carrier_ids": [text.carrier_id for text in texts],
    }


def _shown(threads: Sequence[ThreadRow]) -> dict[str, object]:
    """Bring each thread's row to what its newest text says."""
    return {"ids": [thread.pk for thread in threads]} | {
        name: [getattr(thread, name) for thread in threads] for name in SHOWN
    }


def _add_threads(batch: Batch) -> None:
    if batch.new_threads:
        Thread.objects.bulk_create(
            Thread(
                id=row.pk,
                organization_id=row.organization_id,
                location_id=row.location_id,
                contact_id=row.contact_id,
                number=row.number,
                created_at=batch.now,
            )
            for row in batch.new_threads
        )


def _follow(batch: Batch) -> None:
    """Write what follows from some texts only."""
    Message.objects.bulk_create(batch.said)
    Attachment.objects.bulk_create(batch.attachments)
    QueuedMessage.objects.bulk_create(batch.queued)
    ConsentEntry.objects.bulk_create(batch.consent_entries)
    if batch.silenced:
        skip_for_who_opted_out(batch.silenced, batch.now)
    if batch.confirmed:
        Appointment.objects.bulk_update(batch.confirmed, ["status", "status_at", "confirmed_by_text"])
        replan_visits([visit.pk for visit in batch.confirmed], batch.now)
    if batch.tasks:
        Task.objects.bulk_create(batch.tasks, ignore_conflicts=True)
    if batch.answered:
        answered = [test.pk for test in batch.answered]
        TextNumberTest.objects.filter(pk__in=answered, answered_at__isnull=True).update(answered_at=batch.now)
    for number, count in batch.strangers.items():
        count_strangers(number, count, batch)
    if batch.audit:  # last: the chain's head stays locked until the end
        AuditEntry.objects.bulk_create(batch.audit)


def count_strangers(number: NumberRow, count: int, batch: Batch) -> None:
    """Add to the day's count of texts from strangers at this location: all that is kept of them."""
    day = batch.now.astimezone(number.zone).date()
    tally = KnockTally(organization_id=number.organization_id, location_id=number.location_id, day=day, strangers=0)
    KnockTally.objects.bulk_create([tally], ignore_conflicts=True)
    KnockTally.objects.filter(location_id=number.location_id, day=day).update(strangers=F("strangers") + count)


def _silence(batch: Batch) -> None:
    """An opt-out takes what is queued for the number, at every location of the organization."""
    for organization_id, number in batch.silenced:
        queued = QueuedMessage.objects.filter(organization_id=organization_id, to_number=number)
        ids = list(queued.values_list("message_id", flat=True))
        queued.delete()
        Message.objects.filter(pk__in=ids).update(status=Status.FAILED, status_at=batch.now, error_code=OPTED_OUT_ERROR)
        threads = Thread.objects.filter(Q(organization_id=organization_id), number=number)
        batch.changes.extend(
            Change(Kind.THREAD, location_id, pk) for pk, location_id in threads.values_list("pk", "location_id")
        )


# Twilio's code for "this number has opted out"; ours when we did not even ask
OPTED_OUT_ERROR = 21610
