"""Say whose a conversation is to look after."""

from datetime import datetime

from django.db import transaction

from chairside.actions.threads.writing_down import write_down
from chairside.live.bell import ring_thread
from chairside.models import Thread, User
from chairside.rules.rights import Right


class CannotLookAfter(Exception):
    """Whoever it was to be given to may not manage this inbox (any more)."""


@transaction.atomic
def assign_thread(thread: Thread, to: User | None, *, by: User, now: datetime) -> None:
    """Give it to a user who may manage the inbox here, or to nobody; raises `CannotLookAfter`."""
    if to is not None and not to.may(Right.MANAGE_INBOX, thread.location_id):
        raise CannotLookAfter
    locked = Thread.objects.select_for_update().get(pk=thread.pk)
    before, after = locked.assigned_to_id, to.pk if to else None
    if before == after:
        return
    Thread.objects.filter(pk=locked.pk).update(assigned_to=to)
    ring_thread(locked.location_id, locked.pk)
    details: dict[str, object] = {"before": str(before or ""), "after": str(after or "")}
    write_down(locked, "assigned the conversation", details, by=by, now=now)
