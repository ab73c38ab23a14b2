"""Put a text back into the send queue: one that certainly did not leave, or one that may be tried once more."""

from datetime import datetime, timedelta

from chairside.actions.sending.database_time import database_time
from chairside.actions.sending.fail import told
from chairside.actions.sending.work_list import is_seen_to, take_from_work
from chairside.live.bell import ring_thread
from chairside.models import Attempt, Message, QueuedMessage, TextNumber
from chairside.rules.carrier_errors import ERRORS, CarrierError, Effect
from chairside.rules.delivery import LATER, Status, retry_delay, room_again
from chairside.rules.wording import say

ONCE_MORE = say("It is tried once more by itself.")
BY_ITSELF = say("It is tried again by itself.")
TRIED_LATER = frozenset(code for code, error in ERRORS.items() if error.effect is Effect.TRY_LATER)


def try_again(attempt: Attempt, now: datetime, *, asked: float | None = None) -> None:
    """It certainly did not leave: wait a little longer each time, at least as long as the carrier `asked`."""
    pause = max(retry_delay(attempt.tries), timedelta(seconds=asked or 0))
    _put_back(attempt, now, now + pause, tries=attempt.tries)


def try_at_once(attempt: Attempt, now: datetime) -> None:
    """It certainly did not leave, and nobody has refused it: this try does not count."""
    _put_back(attempt, now, now, tries=attempt.tries - 1)


def try_later(attempt: Attempt, error: CarrierError) -> bool:
    """The carrier says that it did not arrive and may another time; gives whether it is tried again."""
    if is_seen_to(attempt.message):
        return False
    now = database_time()
    match error.effect:
        case Effect.TRY_LATER if not _was_tried_later(attempt):
            due, note = now + LATER, ONCE_MORE
        case Effect.WAIT:
            zone = attempt.message.location.zone
            due, note = room_again(error.lasts_all_day, attempt.tries, now, zone), BY_ITSELF
        case _:
            return False
    if due >= attempt.expires_at:
        return False
    _put_back(attempt, now, due, tries=0 if error.effect is Effect.TRY_LATER else attempt.tries)
    Message.objects.filter(pk=attempt.message_id).update(
        status=Status.QUEUED, status_at=now, error_code=error.code, failure=told(error.sentence, note)
    )
    return True


def _was_tried_later(attempt: Attempt) -> bool:
    others = Attempt.objects.filter(message_id=attempt.message_id).exclude(pk=attempt.pk)
    return others.filter(error_code__in=TRIED_LATER).exists()


def _present_number(attempt: Attempt) -> str:
    """The location may have another number since then; from the old one nothing is sent any more."""
    numbers = TextNumber.objects.filter(location_id=attempt.message.location_id)
    return numbers.values_list("number", flat=True).first() or attempt.from_number


def _put_back(attempt: Attempt, now: datetime, due: datetime, *, tries: int) -> None:
    QueuedMessage.objects.create(
        message_id=attempt.message_id,
        organization_id=attempt.organization_id,
        lane=attempt.lane,
        from_number=_present_number(attempt),
        to_number=attempt.to_number,
        due_at=due,
        expires_at=attempt.expires_at,
        tries=tries,
    )
    if attempt.message.status != Status.QUEUED:
        Message.objects.filter(pk=attempt.message_id).update(status=Status.QUEUED, status_at=now)
        take_from_work(attempt.message)
    ring_thread(attempt.message.location_id, attempt.message.thread_id)
