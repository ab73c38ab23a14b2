"""Write what a batch decided: a few statements for all its texts."""

from django.db import connection
from django.db.models import F, Q

from chairside.actions.receiving.batch import Batch
from chairside.live.changes import Change, Kind
from chairside.models import (
    Appointment,
    Attachment,
    AuditEntry,
    ConsentEntry,
    KnockTally,
    Message,
    QueuedMessage,
    TextNumber,
    TextNumberTest,
    Thread,
)
from chairside.rules.delivery import Status


def store(batch: Batch) -> None:
    """Write all rows of the batch; the order follows what refers to what."""
    Thread.objects.bulk_create(batch.new_threads)
    _silence(batch)
    Message.objects.bulk_create(batch.messages)
    Attachment.objects.bulk_create(batch.attachments)
    QueuedMessage.objects.bulk_create(batch.queued)
    ConsentEntry.objects.bulk_create(batch.consent_entries)
    _touch(batch)
    Appointment.objects.bulk_update(batch.confirmed, ["status", "status_at", "confirmed_by_text"])
    AuditEntry.objects.bulk_create(batch.audit)
    if batch.answered:
        answered = [test.pk for test in batch.answered]
        TextNumberTest.objects.filter(pk__in=answered, answered_at__isnull=True).update(answered_at=batch.now)
    for number, count in batch.strangers.items():
        count_strangers(number, count, batch)


# one prepared statement, run for all threads in one round trip; the ORM's CASE for each column costs thrice as much
TOUCH = """
UPDATE chairside_thread
SET last_at = %s, last_outgoing = %s, last_sender_id = %s, snippet = %s, last_media = %s, unread = %s,
    unanswered_since = %s, snoozed_until = NULL, done_at = %s
WHERE id = %s
"""


def _touch(batch: Batch) -> None:
    """Bring each thread's row to what its newest text says."""
    rows = [
        (
            thread.last_at,
            thread.last_outgoing,
            thread.last_sender_id,
            thread.snippet,
            thread.last_media,
            thread.unread,
            thread.unanswered_since,
            thread.done_at,
            thread.pk,
        )
        for thread in batch.touched.values()
    ]
    if rows:
        with connection.cursor() as cursor:
            cursor.executemany(TOUCH, rows)


def count_strangers(number: TextNumber, count: int, batch: Batch) -> None:
    """Add to the day's count of texts from strangers at this location: all that is kept of them."""
    day = number.location.clock(batch.now).date()
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
