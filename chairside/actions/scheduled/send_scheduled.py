"""Let a text leave whose moment has come, or that somebody wants to leave now."""

import logging
from datetime import datetime
from uuid import UUID

from django.db import InterfaceError, OperationalError, transaction
from django.db.models import Q, QuerySet

from chairside.actions.scheduled.change_scheduled import waiting_locked
from chairside.actions.scheduled.tell_writer import tell_writer
from chairside.actions.send_reply import queue_reply, show_reply, write_message
from chairside.actions.sending.fail import fail
from chairside.live.bell import ring_thread, wake_sender
from chairside.models import Continuity, Message, NoticeKind, ScheduledMessage, Thread, User
from chairside.models.circumstances import circumstances_of
from chairside.models.scheduled_message import ScheduledState
from chairside.rules.delivery import REPLY_EXPIRY
from chairside.rules.may_text import by_hand
from chairside.rules.rights import Right
from chairside.rules.wording import Words, say

log = logging.getLogger(__name__)

MOST_AT_ONCE = 100


def send_scheduled(now: datetime) -> int:
    """Send what is due, each in its own transaction; what another worker holds is left to it.

    A database that was restored keeps them until a person has confirmed: they may have left after the backup.
    """
    if not Continuity.objects.allows_sending(0):
        return 0
    due = _due(now).order_by("due_at").values_list("pk", flat=True)[:MOST_AT_ONCE]
    return sum(_sent(pk, now) for pk in due)


def _due(now: datetime) -> QuerySet[ScheduledMessage]:
    """Give what is to leave; while the location's number is paused it waits, as the send queue does, until too late."""
    may_leave = Q(thread__location__text_number__paused_at__isnull=True) | Q(due_at__lte=now - REPLY_EXPIRY)
    return ScheduledMessage.objects.waiting().filter(may_leave, due_at__lte=now)


def _sent(scheduled_id: UUID, now: datetime) -> bool:
    """Send one; what is wrong with it holds up no other, and it is tried again."""
    try:
        return _send_due(scheduled_id, now)
    except (OperationalError, InterfaceError):
        raise
    except Exception as error:  # noqa: BLE001 - whatever it is, the texts of everybody else must leave
        log.error("A text for later could not be sent (%s); the others go on", type(error).__name__)
        return False


@transaction.atomic
def send_now(scheduled_id: UUID, *, by: User, now: datetime) -> None:
    """Send it before its moment, as a text of whoever wants so; raises `NoLongerWaiting`."""
    scheduled = waiting_locked(scheduled_id)
    scheduled.by, scheduled.due_at = by, now
    _send(scheduled, now)


@transaction.atomic
def _send_due(scheduled_id: UUID, now: datetime) -> bool:
    scheduled = (
        _due(now)
        .filter(pk=scheduled_id)
        .select_for_update(skip_locked=True, of=("self",))
        .select_related("thread__location", "by")
        .first()
    )
    if scheduled is None:
        return False
    _send(scheduled, now)
    return True


def _send(scheduled: ScheduledMessage, now: datetime) -> Message:
    """Make a message of it; one that may not leave any more stands in the thread as failed, and says why."""
    thread = Thread.objects.select_for_update().select_related("location", "contact").get(pk=scheduled.thread_id)
    message = write_message(scheduled.by, thread, scheduled.body, scheduled.client_id, now)
    ScheduledMessage.objects.filter(pk=scheduled.pk).update(
        state=ScheduledState.SENT, settled_at=now, message=message, by=scheduled.by
    )
    # a text of the contact that came after the writing is neither read nor answered by it
    unanswered = thread.unanswered_since
    show_reply(
        message, unread=thread.unread, unanswered_since=unanswered if scheduled.is_overtaken(unanswered) else None
    )
    if refusal := _refusal(scheduled, thread, now):
        fail(message, now, *refusal)
        tell_writer(scheduled, NoticeKind.SCHEDULED_FAILED, now)
    else:
        queue_reply(message, thread, now, expires_at=scheduled.due_at + REPLY_EXPIRY)
        wake_sender()
    ring_thread(thread.location_id, thread.pk)
    return message


def _refusal(scheduled: ScheduledMessage, thread: Thread, now: datetime) -> tuple[Words, Words] | None:
    if scheduled.due_at + REPLY_EXPIRY <= now:
        return say("It could not be sent in time."), say("Check whether it still matters, then send it again.")
    may = scheduled.by.may(Right.MANAGE_INBOX, thread.location_id)
    reasons = by_hand(circumstances_of(thread), may_manage_inbox=may)
    return (reasons[0].sentence, reasons[0].remedy) if reasons else None
