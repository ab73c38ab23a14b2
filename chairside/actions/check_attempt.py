"""Find out what became of an attempt whose answer was never read: ask the carrier's own list."""

import logging
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from asgiref.sync import sync_to_async
from django.db.models.functions import Now

from chairside.actions.sending.database_time import database_time
from chairside.actions.sending.move import bind, move
from chairside.actions.sending.short_transaction import short_transaction
from chairside.actions.sending.work_list import add_to_work
from chairside.carriers.port import Account, Carrier, CarrierFailure, CarrierText, Listing
from chairside.live.bell import ring_thread, wake_sender
from chairside.models import Attempt, Message, TextNumber
from chairside.rules.delivery import CALL_LIMIT, OPEN_OUTCOMES, RECONCILE_AFTER, Outcome, Status, next_look

log = logging.getLogger(__name__)

SLACK = timedelta(seconds=10)
"""How far a moment that the carrier tells to the second may be off."""

CLOCKS_APART = timedelta(minutes=2)
"""The same where the carrier does not tell what time it is there."""


@dataclass(frozen=True, slots=True)
class Question:
    """What to look for at the carrier; `age` is how long ago it was handed over, by the database's clock."""

    attempt_id: UUID
    account: Account
    from_number: str
    to_number: str
    body: str
    started_at: datetime
    age: timedelta

    def __repr__(self) -> str:
        return f"Question({self.attempt_id})"


def attempts_to_check(most: int = 20) -> list[UUID]:
    """Give the attempts whose moment to be looked at has come, by the database's clock."""
    due = Attempt.objects.filter(check_at__lte=Now(), outcome__in=OPEN_OUTCOMES).order_by("check_at")
    return list(due.values_list("pk", flat=True)[:most])


async def check_attempt(attempt_id: UUID, carrier: Carrier, carrier_url: str) -> None:
    """Look once: exactly one text that fits binds the attempt; after the last look it stays open."""
    question = await sync_to_async(_ask)(attempt_id, carrier_url)
    if question is None:
        return
    listing = None
    try:
        listing = await carrier.list_sent(
            question.account, from_number=question.from_number, to_number=question.to_number
        )
    except CarrierFailure:
        log.info("Attempt %s: the carrier's list is out of reach", attempt_id)
    await sync_to_async(_conclude)(question, listing)


def _ask(attempt_id: UUID, carrier_url: str) -> Question | None:
    found = Attempt.objects.filter(pk=attempt_id, outcome__in=OPEN_OUTCOMES).select_related("message").first()
    number = TextNumber.objects.filter(location_id=found.message.location_id).first() if found else None
    if found is None or number is None:
        return None
    return Question(
        attempt_id=found.pk,
        account=Account(number.account_sid, number.auth_token, number.previous_auth_token, api_url=carrier_url),
        from_number=found.from_number,
        to_number=found.to_number,
        body=found.message.body,
        started_at=found.started_at,
        age=database_time() - found.started_at,
    )


@short_transaction()
def _conclude(question: Question, listing: Listing | None) -> None:
    attempt = (
        Attempt.objects.select_for_update(of=("self",))
        .filter(pk=question.attempt_id, outcome__in=OPEN_OUTCOMES)
        .select_related("message")
        .first()
    )
    if attempt is None:
        return
    now = database_time()
    fitting = _unbound([text for text in listing.texts if _fits(text, question, listing)], attempt) if listing else []
    if len(fitting) == 1:
        bind(attempt, fitting[0].carrier_id, now)
        move(attempt, fitting[0].status, now, fitting[0].error_code)
    else:
        _look_again(attempt, now, was_listed=listing is not None)


def _fits(text: CarrierText, question: Question, listing: Listing) -> bool:
    """Whether the text can be this attempt's: the same words, made while the call may have been under way."""
    if text.body != question.body or text.is_inbound:
        return False
    if listing.carrier_now is None:
        earliest, slack = question.started_at, CLOCKS_APART
    else:
        # by the carrier's own clock, whatever ours says
        earliest, slack = listing.carrier_now - question.age, SLACK
    return earliest - slack <= text.created_at <= earliest + CALL_LIMIT + slack


def _unbound(texts: list[CarrierText], attempt: Attempt) -> list[CarrierText]:
    taken = set(
        Attempt.objects.filter(
            organization_id=attempt.organization_id,
            carrier_id__in=[text.carrier_id for text in texts],
        ).values_list("carrier_id", flat=True)
    )
    return [text for text in texts if text.carrier_id not in taken]


def _look_again(attempt: Attempt, now: datetime, *, was_listed: bool) -> None:
    age = now - attempt.started_at
    later = next_look(age, was_listed=was_listed)
    is_told = age >= RECONCILE_AFTER[-1]
    Attempt.objects.filter(pk=attempt.pk).update(
        outcome=Outcome.UNKNOWN,
        checks=attempt.checks + 1,
        checked_at=now if was_listed else attempt.checked_at,
        check_at=attempt.started_at + later if later else None,
        # by now the pair is free again: later texts need not wait for ever
        settled_at=(attempt.settled_at or now) if is_told else attempt.settled_at,
    )
    Message.objects.filter(pk=attempt.message_id).exclude(status=Status.NOT_CONFIRMED).update(
        status=Status.NOT_CONFIRMED, status_at=now, failure=None, error_code=None
    )
    if is_told:
        add_to_work(attempt.message, now)
        wake_sender()
    ring_thread(attempt.message.location_id, attempt.message.thread_id)
