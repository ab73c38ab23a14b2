"""A text of ours will not arrive: say so where it stands and in the list of work."""

from datetime import datetime

from chairside.live.bell import ring_thread
from chairside.models import Message, Thread
from chairside.rules.delivery import Status
from chairside.rules.wording import Words


def fail(
    message: Message,
    now: datetime,
    sentence: Words,
    remedy: Words,
    *,
    error_code: int | None = None,
) -> None:
    """Mark the message failed with its reason and what to do, inside the caller's transaction."""
    Message.objects.filter(pk=message.pk).update(
        status=Status.FAILED,
        status_at=now,
        error_code=error_code,
        failure=[_kept(sentence), _kept(remedy)],
    )
    Thread.objects.filter(pk=message.thread_id).update(undeliverable_at=now, done_at=None, snoozed_until=None)
    ring_thread(message.location_id, message.thread_id)


def _kept(words: Words) -> dict[str, object]:
    return {"text": words.text, "values": words.values}
