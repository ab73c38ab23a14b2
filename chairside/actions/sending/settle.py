"""Write down what became of an attempt: accepted, refused, certainly not sent, or unknown."""

from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction

from chairside.actions.sending.consequences import draw_consequences
from chairside.actions.sending.fail import fail
from chairside.carriers.port import Accepted, CredentialsRejected, NotSent
from chairside.live.bell import ring, ring_thread, wake_sender
from chairside.live.changes import Change, Kind
from chairside.models import Attempt, Message, QueuedMessage, TextNumber, Thread
from chairside.rules.carrier_errors import explain
from chairside.rules.delivery import RECONCILE_AFTER, Outcome, Status, advance, retry_delay


@transaction.atomic
def settle_accepted(attempt_id: UUID, accepted: Accepted, now: datetime) -> None:
    """Bind the carrier's id to the message; a report may have been here first."""
    if attempt := _unsettled(attempt_id):
        bind(attempt, accepted.carrier_id, now)
        move(attempt.message, accepted.status, now)


@transaction.atomic
def settle_refused(attempt_id: UUID, code: int | None, now: datetime) -> None:
    """The carrier said no to this text: tell why, and draw what follows from the code."""
    if attempt := _unsettled(attempt_id):
        _close(attempt, Outcome.REFUSED, now, code)
        error = explain(code)
        fail(attempt.message, now, error.sentence, error.remedy, error_code=code)
        draw_consequences(attempt.message, code, now)


@transaction.atomic
def settle_not_sent(attempt_id: UUID, failure: NotSent, now: datetime) -> None:
    """It certainly did not leave: back into the queue, later each time, until it expires."""
    attempt = _unsettled(attempt_id)
    if attempt is None:
        return
    _close(attempt, Outcome.NOT_SENT, now, failure.code)
    pause = retry_delay(attempt.tries)
    if failure.retry_after is not None:
        pause = max(pause, timedelta(seconds=failure.retry_after))
    QueuedMessage.objects.create(
        message=attempt.message,
        organization_id=attempt.organization_id,
        lane=attempt.lane,
        from_number=attempt.from_number,
        to_number=attempt.to_number,
        due_at=now + pause,
        expires_at=attempt.expires_at,
        tries=attempt.tries,
    )
    if isinstance(failure, CredentialsRejected):
        _pause_number(attempt, now)
    ring_thread(attempt.message.location_id, attempt.message.thread_id)


@transaction.atomic
def settle_unknown(attempt_id: UUID, now: datetime) -> None:
    """Nobody can say whether it left: never send it again by itself, find out instead."""
    if attempt := _unsettled(attempt_id):
        Attempt.objects.filter(pk=attempt.pk).update(outcome=Outcome.UNKNOWN, check_at=now + RECONCILE_AFTER[0])
        Message.objects.filter(pk=attempt.message_id).update(status=Status.NOT_CONFIRMED, status_at=now)
        ring_thread(attempt.message.location_id, attempt.message.thread_id)


def bind(attempt: Attempt, carrier_id: UUID, now: datetime) -> None:
    """The carrier has the text under this id: the attempt is settled for good."""
    _close(attempt, Outcome.ACCEPTED, now, None)
    Attempt.objects.filter(pk=attempt.pk).update(carrier_id=carrier_id)
    Message.objects.filter(pk=attempt.message_id).update(carrier_id=carrier_id)
    wake_sender()


def move(message: Message, reported: str, now: datetime, code: int | None = None) -> None:
    """Bring the message to the carrier's word, never backwards, and ring."""
    current = Message.objects.select_for_update().get(pk=message.pk)
    status = advance(Status(current.status), reported)
    if status == current.status:
        return
    if status in {Status.FAILED, Status.UNDELIVERED}:
        _say_why(current, status, now, code)
        return
    Message.objects.filter(pk=current.pk).update(status=status, status_at=now, error_code=None, failure=None)
    if status in {Status.SENT, Status.DELIVERED, Status.READ}:
        Thread.objects.filter(pk=current.thread_id, undeliverable_at__lt=current.at).update(undeliverable_at=None)
    ring_thread(current.location_id, current.thread_id)


def _say_why(message: Message, status: Status, now: datetime, code: int | None) -> None:
    error = explain(code)
    fail(message, now, error.sentence, error.remedy, error_code=code)
    Message.objects.filter(pk=message.pk).update(status=status)
    draw_consequences(message, code, now)


def _unsettled(attempt_id: UUID) -> Attempt | None:
    return (
        Attempt.objects.select_for_update(of=("self",))
        .filter(pk=attempt_id, settled_at__isnull=True)
        .select_related("message")
        .first()
    )


def _close(attempt: Attempt, outcome: Outcome, now: datetime, code: int | None) -> None:
    Attempt.objects.filter(pk=attempt.pk).update(outcome=outcome, settled_at=now, error_code=code, check_at=None)


def _pause_number(attempt: Attempt, now: datetime) -> None:
    location_id = attempt.message.location_id
    TextNumber.objects.filter(location_id=location_id, paused_at__isnull=True).update(
        paused_at=now, pause_reason="credentials"
    )
    ring([Change(Kind.RIGHTS, location_id=location_id)])
