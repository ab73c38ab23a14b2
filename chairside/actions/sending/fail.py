"""A text of ours will not arrive: say so where it stands and in the list of work."""

from datetime import datetime

from chairside.actions.sending.work_list import add_to_work
from chairside.live.bell import ring_thread
from chairside.models import Message
from chairside.rules.delivery import Status
from chairside.rules.wording import Words


def fail(
    message: Message,
    now: datetime,
    sentence: Words,
    remedy: Words,
    *,
    status: Status = Status.FAILED,
    error_code: int | None = None,
) -> None:
    """Mark the message failed with its reason and what to do, inside the caller's transaction."""
    Message.objects.filter(pk=message.pk).update(
        status=status,
        status_at=now,
        error_code=error_code,
        failure=told(sentence, remedy),
    )
    add_to_work(message, now)
    ring_thread(message.location_id, message.thread_id)


def told(sentence: Words, remedy: Words) -> list[dict[str, object]]:
    """Give the reason and what to do about it as a message keeps them."""
    return [{"text": words.text, "values": words.values} for words in (sentence, remedy)]
