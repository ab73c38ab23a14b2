"""Send a text again that failed or was never confirmed: a person's decision, never the machine's."""

from datetime import datetime
from uuid import uuid5

from chairside.actions.send_reply import Reply, send_reply
from chairside.models import Message, User
from chairside.rules.delivery import Status

AGAIN = frozenset({Status.FAILED, Status.UNDELIVERED, Status.NOT_CONFIRMED})


class NotAgain(Exception):
    """This text is on its way or has arrived; sending it again would be a second text."""


def send_again(user: User, message: Message, now: datetime) -> Message:
    """Queue the same words once more; a double click is one message. Raises as `send_reply` does."""
    if not message.is_ours or message.status not in AGAIN:
        raise NotAgain
    again = Reply(body=message.body, client_id=uuid5(message.pk, "send again"), seen=None, despite_answer=True)
    return send_reply(user, message.thread, again, now)
