"""Write down what became of attempts: accepted, refused, certainly not sent, or unknown."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import connection

from chairside.actions.sending.again_later import try_again, try_at_once, try_later
from chairside.actions.sending.consequences import draw_consequences, pause_number, rest_number
from chairside.actions.sending.database_time import database_time
from chairside.actions.sending.fail import fail
from chairside.actions.sending.move import bind_elsewhere, move
from chairside.actions.sending.short_transaction import short_transaction
from chairside.actions.sending.unknown import make_unknown
from chairside.carriers.port import Accepted, CarrierFailure, CredentialsRejected, NotSent, Refused, TooLate
from chairside.failpoint import SETTLED, reach
from chairside.models import Attempt
from chairside.models.arrays import literal
from chairside.rules.carrier_errors import Effect, explain
from chairside.rules.delivery import SAID_BY_CARRIER, Outcome, Status
from chairside.rules.wording import say

# what the machine did with a text is known once and for all only when it was bound or ended
OPEN = """
SELECT attempt.id, message.status
FROM chairside_attempt AS attempt JOIN chairside_message AS message ON message.id = attempt.message_id
WHERE attempt.id = ANY(%s::uuid[]) AND attempt.outcome IN ('', 'unknown')
ORDER BY attempt.id
FOR NO KEY UPDATE OF attempt
"""

NOT_SENT = say("It was not sent.")
SEND_AGAIN = say("Send it again if it still matters.")

BIND = """
UPDATE chairside_attempt AS attempt
SET outcome = 'accepted', settled_at = coalesce(attempt.settled_at, now()), check_at = NULL,
    carrier_id = accepted.carrier_id
FROM unnest(%s::uuid[], %s::uuid[]) AS accepted (id, carrier_id)
WHERE attempt.id = accepted.id
"""

TAKEN = "SELECT carrier_id FROM chairside_attempt WHERE carrier_id = ANY(%s::uuid[])"


@dataclass(frozen=True, slots=True)
class Ending:
    """How the call of one attempt ended."""

    attempt_id: UUID
    result: Accepted | CarrierFailure


def settle(endings: Sequence[Ending]) -> None:
    """Write down how calls ended, all in one transaction; what a report or a look has settled meanwhile stays."""
    _settle(endings)
    reach(SETTLED)


@short_transaction()
def _settle(endings: Sequence[Ending]) -> None:
    with connection.cursor() as cursor:
        cursor.execute(OPEN, [literal([ending.attempt_id for ending in endings])])
        status_of = dict(cursor.fetchall())
    still_open = [ending for ending in endings if ending.attempt_id in status_of]
    _bind([ending for ending in still_open if isinstance(ending.result, Accepted)], status_of)
    failed = [(one, one.result) for one in still_open if isinstance(one.result, CarrierFailure)]
    if failed:
        now = database_time()
        for ending, failure in failed:
            _settle_failure(ending, failure, now)


def _bind(accepted: Sequence[Ending], status_of: dict[UUID, str]) -> None:
    if not accepted:
        return
    ids = {ending.attempt_id: ending.result.carrier_id for ending in accepted}  # type: ignore[union-attr]
    with connection.cursor() as cursor:
        cursor.execute(TAKEN, [literal(list(ids.values()))])
        for (carrier_id,) in cursor.fetchall():
            bind_elsewhere(carrier_id, database_time())
        cursor.execute(BIND, [literal(list(ids)), literal(list(ids.values()))])
    for ending in accepted:
        said = ending.result.status  # type: ignore[union-attr]
        # nearly always the carrier has queued what we had queued: nothing to write
        if status_of[ending.attempt_id] != Status.QUEUED or SAID_BY_CARRIER.get(said) is not Status.QUEUED:
            move(_attempt(ending), said, database_time())


def _settle_failure(ending: Ending, failure: CarrierFailure, now: datetime) -> None:
    attempt = _attempt(ending)
    match failure:
        case NotSent():
            _not_sent(attempt, failure, now)
        case Refused():
            _refused(attempt, failure, now)
        case _:
            make_unknown(attempt, now)


def _refused(attempt: Attempt, failure: Refused, now: datetime) -> None:
    """The carrier said no to this text: tell why, and draw what follows from the code."""
    error = explain(failure.code)
    if error.effect is Effect.PAUSE_NUMBER:
        # nothing is wrong with the text: it waits until the account is in order
        _not_sent(attempt, NotSent("the account is refused", failure.code), now)
        pause_number(attempt, str(failure.code), now)
        return
    _close(attempt, Outcome.REFUSED, now, failure.code)
    if not try_later(attempt, error):
        fail(attempt.message, now, error.sentence, error.remedy, error_code=failure.code)
        draw_consequences(attempt, failure.code, now)


def _not_sent(attempt: Attempt, failure: NotSent, now: datetime) -> None:
    """It certainly did not leave: back into the queue, later each time, until it expires."""
    _close(attempt, Outcome.NOT_SENT, now, failure.code)
    if attempt.settled_at is not None:
        # somebody was told that it may have left, and has gone on since then: the machine stays out of it
        fail(attempt.message, now, NOT_SENT, SEND_AGAIN)
    elif isinstance(failure, TooLate):
        try_at_once(attempt, now)
    else:
        try_again(attempt, now, asked=failure.retry_after)
        _draw_breath(attempt, failure, now)


def _draw_breath(attempt: Attempt, failure: NotSent, now: datetime) -> None:
    if isinstance(failure, CredentialsRejected):
        pause_number(attempt, "credentials", now)
    elif explain(failure.code).effect is Effect.WAIT:
        rest_number(attempt, failure.retry_after)


def _attempt(ending: Ending) -> Attempt:
    return Attempt.objects.select_related("message").get(pk=ending.attempt_id)


def _close(attempt: Attempt, outcome: Outcome, now: datetime, code: int | None) -> None:
    Attempt.objects.filter(pk=attempt.pk).update(
        outcome=outcome, settled_at=attempt.settled_at or now, error_code=code, check_at=None
    )
