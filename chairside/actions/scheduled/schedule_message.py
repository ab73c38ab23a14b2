"""Write a text now that is to leave later."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import transaction

from chairside.actions.refusals import ClientIdTaken, Refused, UnfitMoment
from chairside.actions.send_reply import fit
from chairside.actions.threads.writing_down import write_down
from chairside.live.bell import ring_thread
from chairside.models import Draft, Message, ScheduledMessage, Thread, User
from chairside.models.circumstances import circumstances_of
from chairside.models.identifiers import new_id
from chairside.rules.later import fault_of
from chairside.rules.may_text import by_hand
from chairside.rules.rights import Right


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is to leave, and when."""

    body: str
    due_at: datetime
    client_id: UUID


@transaction.atomic
def schedule_message(user: User, thread: Thread, wanted: Wanted, now: datetime) -> ScheduledMessage:
    """Keep it once; the same `client_id` again gives the same.

    Raises `UnfitText`, `UnfitMoment`, `ClientIdTaken` or `Refused`; then nothing is kept.
    """
    body = fit(wanted.body)
    thread = Thread.objects.select_for_update().get(pk=thread.pk)
    same = ScheduledMessage.objects.filter(organization_id=user.organization_id, client_id=wanted.client_id)
    if kept := same.first():
        if (kept.thread_id, kept.body) != (thread.pk, body):
            raise ClientIdTaken
        return kept
    if Message.objects.filter(organization_id=user.organization_id, client_id=wanted.client_id).exists():
        raise ClientIdTaken
    if fault := fault_of(wanted.due_at, now):
        raise UnfitMoment(fault)
    reasons = by_hand(circumstances_of(thread), may_manage_inbox=user.may(Right.MANAGE_INBOX, thread.location_id))
    if reasons:
        raise Refused(reasons)
    scheduled = ScheduledMessage.objects.create(
        id=new_id(),
        organization_id=thread.organization_id,
        thread=thread,
        by=user,
        body=body,
        client_id=wanted.client_id,
        written_at=now,
        due_at=wanted.due_at,
    )
    Draft.objects.filter(user=user, thread=thread).delete()
    ring_thread(thread.location_id, thread.pk)
    write_down(thread, "scheduled a message", {"at": wanted.due_at.isoformat()}, by=user, now=now)
    return scheduled
