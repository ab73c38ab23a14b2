"""Read and unread are the location's, not a user's: one mark for everybody."""

from uuid import UUID

from django.db import transaction

from chairside.live.bell import ring_thread
from chairside.models import Direction, Message, Thread


@transaction.atomic
def mark_read(thread: Thread, *, up_to: UUID | None = None) -> bool:
    """Mark the thread read; texts that came after `up_to`, which nobody has seen, stay unread.

    Gives whether anything changed.
    """
    locked = Thread.objects.select_for_update().get(pk=thread.pk)
    unseen = 0
    if up_to is not None:
        newer = Message.objects.filter(thread=locked, direction=Direction.IN, pk__gt=up_to)
        unseen = min(locked.unread, newer.count())
    if locked.unread == unseen:
        return False
    Thread.objects.filter(pk=locked.pk).update(unread=unseen)
    ring_thread(locked.location_id, locked.pk)
    return True


@transaction.atomic
def mark_unread(thread: Thread) -> bool:
    """Undo "read": it counts as one unread text again, and needs somebody now. Gives whether anything changed."""
    read = Thread.objects.filter(pk=thread.pk, unread=0, last_at__isnull=False)
    changed = read.update(unread=1, snoozed_until=None, done_at=None)
    if changed:
        ring_thread(thread.location_id, thread.pk)
    return bool(changed)
