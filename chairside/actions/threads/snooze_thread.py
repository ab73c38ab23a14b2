"""Put a conversation out of sight until a moment, or bring it back before."""

from datetime import datetime

from django.db import transaction

from chairside.actions.refusals import UnfitMoment
from chairside.actions.threads.writing_down import write_down
from chairside.live.bell import ring_thread
from chairside.models import Thread, User
from chairside.rules.later import fault_of


@transaction.atomic
def snooze_thread(thread: Thread, until: datetime, *, by: User, now: datetime) -> None:
    """Let it rest until the moment; it counts as read meanwhile. Raises `UnfitMoment`."""
    if fault := fault_of(until, now):
        raise UnfitMoment(fault)
    locked = Thread.objects.select_for_update().get(pk=thread.pk)
    Thread.objects.filter(pk=locked.pk).update(snoozed_until=until, done_at=None, unread=0)
    ring_thread(locked.location_id, locked.pk)
    write_down(locked, "snoozed the conversation", {"until": until.isoformat()}, by=by, now=now)


@transaction.atomic
def wake_thread(thread: Thread, *, by: User, now: datetime) -> None:
    """Bring it back before its moment."""
    if Thread.objects.filter(pk=thread.pk, snoozed_until__isnull=False).update(snoozed_until=None):
        ring_thread(thread.location_id, thread.pk)
        write_down(thread, "woke the conversation", {}, by=by, now=now)
