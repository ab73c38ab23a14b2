"""Send a text again that failed or was never confirmed: a person's decision, never the machine's."""

from datetime import datetime

from django.db import transaction

from chairside.actions.release_waiting import release
from chairside.actions.send_reply import Reply, send_reply
from chairside.actions.sending.work_list import done_with, id_of_second
from chairside.models import Message, User
from chairside.rules.delivery import Status

AGAIN = frozenset({Status.FAILED, Status.UNDELIVERED, Status.NOT_CONFIRMED})


class NotAgain(Exception):
    """This text is on its way or has arrived; sending it again would be a second text."""


@transaction.atomic
def send_again(user: User, message: Message, now: datetime) -> Message:
    """Queue the same words once more; a double click is one message. Raises as `send_reply` does."""
    if not message.is_ours or message.status not in AGAIN:
        raise NotAgain
    release(message)
    done_with(message, user, now)
    again = Reply(body=message.body, client_id=id_of_second(message.pk), seen=None, despite_answer=True)
    return send_reply(user, message.thread, again, now)
