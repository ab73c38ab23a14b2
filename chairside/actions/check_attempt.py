"""Find out what became of an attempt whose answer was never read: ask the carrier's own list."""

import logging
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from asgiref.sync import sync_to_async
from django.db import transaction

from chairside.actions.sending.settle import bind, move
from chairside.carriers.port import Account, Carrier, CarrierFailure, CarrierText
from chairside.live.bell import ring_thread
from chairside.models import Attempt, Message, TextNumber, Thread
from chairside.rules.delivery import RECONCILE_AFTER, Outcome, Status

log = logging.getLogger(__name__)

# the carrier's clock and ours need not agree to the second
WINDOW = timedelta(minutes=2)


@dataclass(frozen=True, slots=True)
class Question:
    """What to look for at the carrier."""

    attempt_id: UUID
    account: Account
    from_number: str
    to_number: str
    body: str
    started_at: datetime

    def __repr__(self) -> str:
        return f"Question({self.attempt_id})"


def attempts_to_check(now: datetime, most: int = 20) -> list[UUID]:
    """Give the attempts whose moment to be looked at has come."""
    due = Attempt.objects.filter(check_at__lte=now, settled_at__isnull=True).order_by("check_at")
    return list(due.values_list("pk", flat=True)[:most])


async def check_attempt(attempt_id: UUID, carrier: Carrier, carrier_url: str, now: datetime) -> None:
    """Look once: exactly one text that fits binds the attempt; after the last look it stays open."""
    question = await sync_to_async(_ask)(attempt_id, carrier_url)
    if question is None:
        return
    texts: Sequence[CarrierText] = []
    try:
        texts = await carrier.list_texts(
            question.account, from_number=question.from_number, to_number=question.to_number
        )
    except CarrierFailure:
        log.info("Attempt %s: the carrier's list is out of reach", attempt_id)
    await sync_to_async(_conclude)(question, texts, now)


def _ask(attempt_id: UUID, carrier_url: str) -> Question | None:
    attempt = Attempt.objects.filter(pk=attempt_id, settled_at__isnull=True).select_related("message").first()
    if attempt is None:
        return None
    number = TextNumber.objects.get(location_id=attempt.message.location_id)
    return Question(
        attempt_id=attempt.pk,
        account=Account(number.account_sid, number.auth_token, number.previous_auth_token, api_url=carrier_url),
        from_number=attempt.from_number,
        to_number=attempt.to_number,
        body=attempt.message.body,
        started_at=attempt.started_at,
    )


@transaction.atomic
def _conclude(question: Question, texts: Sequence[CarrierText], now: datetime) -> None:
    attempt = (
        Attempt.objects.select_for_update(of=("self",))
        .filter(pk=question.attempt_id, settled_at__isnull=True)
        .select_related("message")
        .first()
    )
    if attempt is None:
        return
    fitting = _unbound([text for text in texts if _fits(text, question)], attempt)
    if len(fitting) == 1:
        bind(attempt, fitting[0].carrier_id, now)
        move(attempt.message, fitting[0].status, now, fitting[0].error_code)
    else:
        _look_again_later(attempt, now)


def _fits(text: CarrierText, question: Question) -> bool:
    return (
        text.body == question.body and question.started_at - WINDOW <= text.created_at <= question.started_at + WINDOW
    )


def _unbound(texts: list[CarrierText], attempt: Attempt) -> list[CarrierText]:
    taken = set(
        Attempt.objects.filter(
            organization_id=attempt.organization_id,
            carrier_id__in=[text.carrier_id for text in texts],
        ).values_list("carrier_id", flat=True)
    )
    return [text for text in texts if text.carrier_id not in taken]


def _look_again_later(attempt: Attempt, now: datetime) -> None:
    checks = attempt.checks + 1
    is_last = checks >= len(RECONCILE_AFTER)
    Attempt.objects.filter(pk=attempt.pk).update(
        outcome=Outcome.UNKNOWN,
        checks=checks,
        check_at=None if is_last else attempt.started_at + RECONCILE_AFTER[checks],
        # after the last look the pair is free again: later texts need not wait for ever
        settled_at=now if is_last else None,
    )
    Message.objects.filter(pk=attempt.message_id).exclude(status=Status.NOT_CONFIRMED).update(
        status=Status.NOT_CONFIRMED, status_at=now
    )
    if is_last:
        Thread.objects.filter(pk=attempt.message.thread_id).update(
            undeliverable_at=now, done_at=None, snoozed_until=None
        )
    ring_thread(attempt.message.location_id, attempt.message.thread_id)
