"""Say that nothing is left to do in a conversation, or that something is after all."""

from datetime import datetime

from django.db import transaction

from chairside.actions.threads.writing_down import write_down
from chairside.live.bell import ring_thread
from chairside.models import Thread, User


@transaction.atomic
def finish_thread(thread: Thread, *, by: User, now: datetime) -> None:
    """Mark it done: read, answered, and out of the views of work until something comes in."""
    locked = Thread.objects.select_for_update().get(pk=thread.pk)
    if locked.done_at is None:
        Thread.objects.filter(pk=locked.pk).update(done_at=now, snoozed_until=None, unread=0)
        ring_thread(locked.location_id, locked.pk)
        write_down(locked, "marked the conversation done", {}, by=by, now=now)


@transaction.atomic
def reopen_thread(thread: Thread, *, by: User, now: datetime) -> None:
    """Undo "done": it stands in the views where it stood."""
    if Thread.objects.filter(pk=thread.pk, done_at__isnull=False).update(done_at=None):
        ring_thread(thread.location_id, thread.pk)
        write_down(thread, "reopened the conversation", {}, by=by, now=now)
