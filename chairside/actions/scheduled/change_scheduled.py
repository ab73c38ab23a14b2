"""Change the words or the moment of a text that waits, or cancel it."""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from chairside.actions.refusals import UnfitMoment
from chairside.actions.send_reply import fit
from chairside.actions.threads.writing_down import write_down
from chairside.live.bell import ring_thread
from chairside.models import ScheduledMessage, User
from chairside.models.scheduled_message import ScheduledState
from chairside.rules.later import fault_of


class NoLongerWaiting(Exception):
    """It has left or was cancelled meanwhile."""


@transaction.atomic
def change_scheduled(scheduled_id: UUID, body: str, due_at: datetime, *, by: User, now: datetime) -> None:
    """Keep the new words and moment; whoever changes it is its writer from now on.

    Raises `UnfitText`, `UnfitMoment` or `NoLongerWaiting`.
    """
    clean = fit(body)
    scheduled = waiting_locked(scheduled_id)
    if fault := fault_of(due_at, now):
        raise UnfitMoment(fault)
    ScheduledMessage.objects.filter(pk=scheduled.pk).update(
        body=clean, due_at=due_at, by=by, written_at=now, told_at=None
    )
    ring_thread(scheduled.thread.location_id, scheduled.thread_id)
    details: dict[str, object] = {"before": scheduled.due_at.isoformat(), "after": due_at.isoformat()}
    write_down(scheduled.thread, "changed a scheduled message", details, by=by, now=now)


@transaction.atomic
def cancel_scheduled(scheduled_id: UUID, *, by: User, now: datetime) -> str:
    """Take it out and give its words back; raises `NoLongerWaiting`."""
    scheduled = waiting_locked(scheduled_id)
    ScheduledMessage.objects.filter(pk=scheduled.pk).update(state=ScheduledState.CANCELLED, settled_at=now)
    ring_thread(scheduled.thread.location_id, scheduled.thread_id)
    write_down(scheduled.thread, "cancelled a scheduled message", {}, by=by, now=now)
    return str(scheduled.body)


def waiting_locked(scheduled_id: UUID) -> ScheduledMessage:
    """Give it, locked, with its thread; raise `NoLongerWaiting` when it does not wait any more."""
    found = (
        ScheduledMessage.objects.waiting()
        .select_for_update(of=("self",))
        .select_related("thread__location", "by")
        .filter(pk=scheduled_id)
        .first()
    )
    if found is None:
        raise NoLongerWaiting
    return found
