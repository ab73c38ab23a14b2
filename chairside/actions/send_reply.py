"""A user writes to a contact: check, store, queue; the worker carries it to the carrier."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import transaction

from chairside.actions.refusals import AnsweredMeanwhile, ClientIdTaken, Refused, UnfitText
from chairside.live.bell import ring_thread, wake_sender
from chairside.models import Direction, Draft, Message, QueuedMessage, ScheduledMessage, TextNumber, Thread, User
from chairside.models.circumstances import circumstances_of
from chairside.models.identifiers import new_id
from chairside.models.thread import SNIPPET_LENGTH
from chairside.rules.delivery import REPLY_EXPIRY, Lane, Status
from chairside.rules.fields import unfilled
from chairside.rules.may_text import by_hand
from chairside.rules.rights import Right
from chairside.rules.segments import LIMIT
from chairside.rules.wording import say


@dataclass(frozen=True, slots=True)
class Reply:
    """What the composer hands in; `seen` is the newest message that its user had before them.

    One that `is_late` could not be handed in at first, so that its user may have written something else since.
    """

    body: str
    client_id: UUID
    seen: UUID | None = None
    despite_answer: bool = False
    is_late: bool = False


@transaction.atomic
def send_reply(user: User, thread: Thread, reply: Reply, now: datetime) -> Message:
    """Store the reply once and queue it; the same `client_id` again gives the same message.

    Raises `UnfitText`, `ClientIdTaken`, `Refused` or `AnsweredMeanwhile`; then nothing is stored.
    """
    body = fit(reply.body)
    # the lock makes a double click wait for the first, and keeps the thread's order one order
    thread = Thread.objects.select_for_update().get(pk=thread.pk)
    if sent := Message.objects.filter(organization_id=user.organization_id, client_id=reply.client_id).first():
        return _same(sent, thread, body)
    if ScheduledMessage.objects.filter(organization_id=user.organization_id, client_id=reply.client_id).exists():
        raise ClientIdTaken
    reasons = by_hand(circumstances_of(thread), may_manage_inbox=user.may(Right.MANAGE_INBOX, thread.location_id))
    if reasons:
        raise Refused(reasons)
    if not reply.despite_answer:
        _stop_if_answered(user, thread, reply.seen)
    message = write_message(user, thread, body, reply.client_id, now)
    queue_reply(message, thread, now, expires_at=now + REPLY_EXPIRY)
    show_reply(message)
    _forget_draft(user, thread, body if reply.is_late else None)
    ring_thread(thread.location_id, thread.pk)
    wake_sender()
    return message


def _forget_draft(user: User, thread: Thread, grown_from: str | None) -> None:
    """It is sent now; what does not begin what was sent late is another text, and is kept."""
    draft = Draft.objects.filter(user=user, thread=thread).first()
    if draft and (grown_from is None or grown_from.startswith(draft.body.strip())):
        draft.delete()


def fit(body: str) -> str:
    """Give the text as it will be sent: one kind of line end, nothing invisible at its ends."""
    clean = body.replace("\r\n", "\n").replace("\r", "\n").replace("\0", "").strip()
    if not clean:
        raise UnfitText(say("There is nothing to send yet."))
    if left := unfilled(clean):
        raise UnfitText(say("{%(field)s} is not filled in yet. Write what belongs there, then send it.", field=left[0]))
    if len(clean) > LIMIT:
        raise UnfitText(
            say(
                "This text has %(length)s characters; %(limit)s is the most. Please shorten it.",
                length=len(clean),
                limit=LIMIT,
            )
        )
    return clean


def _same(sent: Message, thread: Thread, body: str) -> Message:
    if sent.thread_id != thread.pk or sent.body != body:
        raise ClientIdTaken
    return sent


def _stop_if_answered(user: User, thread: Thread, seen: UUID | None) -> None:
    answers = Message.objects.filter(thread=thread, direction=Direction.OUT, sent_by__isnull=False)
    if seen:
        answers = answers.filter(pk__gt=seen)
    newest = answers.exclude(sent_by=user).select_related("sent_by").order_by("-id").first()
    if newest and seen:
        raise AnsweredMeanwhile(newest)


def write_message(user: User, thread: Thread, body: str, client_id: UUID, now: datetime) -> Message:
    """Store a text of a user's."""
    return Message.objects.create(
        id=new_id(),
        organization_id=thread.organization_id,
        location_id=thread.location_id,
        thread=thread,
        direction=Direction.OUT,
        body=body,
        at=now,
        sent_by=user,
        client_id=client_id,
        status=Status.QUEUED,
        status_at=now,
    )


def queue_reply(message: Message, thread: Thread, now: datetime, *, expires_at: datetime) -> None:
    """Put it into the send queue, before everything automated."""
    QueuedMessage.objects.create(
        message=message,
        organization_id=thread.organization_id,
        lane=Lane.STAFF_REPLY,
        from_number=TextNumber.objects.get(location_id=thread.location_id).number,
        to_number=thread.number,
        due_at=now,
        expires_at=expires_at,
    )


def show_reply(message: Message, *, unread: int = 0, unanswered_since: datetime | None = None) -> None:
    """Let the thread's row show it; what is written in an open thread has read and answered all before it."""
    Thread.objects.filter(pk=message.thread_id).update(
        last_at=message.at,
        last_outgoing=True,
        last_sender=message.sent_by,
        snippet=message.body[:SNIPPET_LENGTH],
        last_media=0,
        written_at=message.at,
        unanswered_since=unanswered_since,
        unread=unread,
    )
