"""Texts that may not leave, or not any more: out of the queue, failed, with the reason and what to do."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from chairside.actions.sending.database_time import database_time
from chairside.actions.sending.fail import fail
from chairside.actions.sending.short_transaction import short_transaction
from chairside.actions.sending.still_allowed import QueuedText
from chairside.models import Message, QueuedMessage, Thread
from chairside.rules.may_text import Reason
from chairside.rules.wording import Words, say

TOO_LATE = say("It could not be sent in time.")
STILL_MATTERS = say("Check whether it still matters, then send it again.")
AT_ONCE = 100


def give_back(text: QueuedText, reasons: Sequence[Reason]) -> None:
    """The gate has closed: the text fails with the first reason, unless an opt-out has taken it meanwhile."""
    _fail_queued(text.message_id, text.thread_id, reasons[0].sentence, reasons[0].remedy)


def give_back_expired() -> int:
    """Fail what has waited for longer than its lane may, whatever it waited for; gives how many there were."""
    expired = list(
        QueuedMessage.objects.filter(expires_at__lte=database_time()).values_list("message_id", "message__thread_id")[
            :AT_ONCE
        ]
    )
    return sum(_fail_queued(message_id, thread_id, TOO_LATE, STILL_MATTERS) for message_id, thread_id in expired)


@short_transaction()
def _fail_queued(message_id: UUID, thread_id: UUID, sentence: Words, remedy: Words) -> bool:
    # the thread first, as receiving does: an opt-out takes texts out of the queue with the thread in its hands
    Thread.objects.select_for_update().filter(pk=thread_id).first()
    now: datetime = database_time()
    deleted, _ = QueuedMessage.objects.filter(message_id=message_id).delete()
    if not deleted:
        return False
    fail(Message.objects.get(pk=message_id), now, sentence, remedy)
    return True
