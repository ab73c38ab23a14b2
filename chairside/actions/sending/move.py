"""Bring a message to the carrier's word about its newest attempt, and bind attempts to the carrier's texts."""

from datetime import datetime
from uuid import UUID

from chairside.actions.sending.again_later import try_later
from chairside.actions.sending.consequences import draw_consequences, rest_number
from chairside.actions.sending.fail import fail
from chairside.actions.sending.unknown import make_unknown
from chairside.actions.sending.work_list import settle_work, take_from_work
from chairside.live.bell import ring_thread, wake_sender
from chairside.models import Attempt, Message
from chairside.rules.carrier_errors import Effect, explain
from chairside.rules.delivery import Outcome, Status, advance

ARRIVES = frozenset({Status.SENT, Status.DELIVERED, Status.READ})


def bind(attempt: Attempt, carrier_id: UUID, now: datetime) -> None:
    """The carrier has the text under this id: the attempt is settled for good."""
    bind_elsewhere(carrier_id, now)
    Attempt.objects.filter(pk=attempt.pk).update(
        outcome=Outcome.ACCEPTED, settled_at=attempt.settled_at or now, check_at=None, carrier_id=carrier_id
    )
    wake_sender()


def bind_elsewhere(carrier_id: UUID, now: datetime) -> None:
    """Undo a binding that the list suggested and the carrier's own word to another attempt disproves."""
    for wrong in Attempt.objects.select_related("message").filter(carrier_id=carrier_id):
        Attempt.objects.filter(pk=wrong.pk).update(carrier_id=None)
        make_unknown(wrong, now)


def move(attempt: Attempt, reported: str, now: datetime, code: int | None = None) -> None:
    """Bring the attempt's message to the carrier's word, never backwards, and ring.

    A message that was put back into the queue since then does not care what an earlier attempt reports.
    """
    message = Message.objects.select_for_update().get(pk=attempt.message_id)
    status = advance(Status(message.status), reported)
    if status == message.status or _is_overtaken(attempt):
        return
    if status in {Status.FAILED, Status.UNDELIVERED}:
        _say_why(attempt, message, status, now, code)
        return
    Message.objects.filter(pk=message.pk).update(status=status, status_at=now, error_code=None, failure=None)
    take_from_work(message)
    if status in ARRIVES:
        settle_work(message.thread_id, message.at, now)
    ring_thread(message.location_id, message.thread_id)


def _is_overtaken(attempt: Attempt) -> bool:
    return (
        Attempt.objects.filter(message_id=attempt.message_id, pk__gt=attempt.pk).exists()
        or Attempt.objects.filter(pk=attempt.pk, message__queued__isnull=False).exists()
    )


def _say_why(attempt: Attempt, message: Message, status: Status, now: datetime, code: int | None) -> None:
    Attempt.objects.filter(pk=attempt.pk).update(error_code=code)
    error = explain(code)
    if error.effect is Effect.WAIT and not error.lasts_all_day:
        rest_number(attempt, None)
    if try_later(attempt, error):
        return
    fail(message, now, error.sentence, error.remedy, status=status, error_code=code)
    draw_consequences(attempt, code, now)
