"""Write the attempt down before it is made: from here on the text is never sent again by itself."""

import secrets
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import transaction

from chairside.actions.sending.claim import Claim
from chairside.actions.sending.fail import fail
from chairside.carriers.port import Account
from chairside.models import Attempt, Message, QueuedMessage, TextNumber
from chairside.models.circumstances import circumstances_of
from chairside.models.identifiers import new_id
from chairside.rules.delivery import CALL_LIMIT
from chairside.rules.may_text import Code, Reason, by_hand
from chairside.rules.rights import Right
from chairside.rules.wording import Words, say


@dataclass(frozen=True, slots=True)
class HandOver:
    """All that the carrier's adapter needs for one text."""

    attempt_id: UUID
    token: str
    path_token: str
    account: Account
    from_number: str
    to_number: str
    body: str
    lane: int
    expires_at: datetime
    tries: int

    def __repr__(self) -> str:
        return f"HandOver({self.attempt_id})"


@transaction.atomic
def begin(claimed: Claim, now: datetime, carrier_url: str) -> HandOver | None:
    """Ask the gate again and turn the queue row into an attempt; None when it may not be sent.

    The row is taken away only by the worker that still holds the lease: one that slept through its
    lease finds nothing and does nothing.
    """
    row = (
        QueuedMessage.objects.select_for_update()
        .filter(message_id=claimed.message_id, leased_until=claimed.leased_until)
        .first()
    )
    if row is None:
        return None
    message = Message.objects.select_related("thread__location", "thread__contact", "sent_by").get(pk=row.message_id)
    row.delete()
    if refusal := _refusal(message, row, now):
        fail(message, now, *refusal)
        return None
    return _attempt(message, row, now, carrier_url)


def _refusal(message: Message, row: QueuedMessage, now: datetime) -> tuple[Words, Words] | None:
    if row.expires_at <= now:
        return (
            say("It could not be sent in time."),
            say("Check whether it still matters, then send it again."),
        )
    reasons = still_refused(message)
    return (reasons[0].sentence, reasons[0].remedy) if reasons else None


def still_refused(message: Message) -> tuple[Reason, ...]:
    """Ask the gate about a message that is already stored, at the moment of sending."""
    facts = circumstances_of(message.thread)
    if message.sent_by is not None:
        may = message.sent_by.may(Right.MANAGE_INBOX, message.location_id)
        return by_hand(facts, may_manage_inbox=may)
    reasons = by_hand(facts, may_manage_inbox=True)
    if message.answers_opt_out:
        # the one text that may follow an opt-out is its confirmation
        return tuple(reason for reason in reasons if reason.code is not Code.OPTED_OUT)
    return reasons


def _attempt(message: Message, row: QueuedMessage, now: datetime, carrier_url: str) -> HandOver:
    number = TextNumber.objects.get(location_id=message.location_id)
    attempt = Attempt.objects.create(
        id=new_id(),
        organization_id=message.organization_id,
        message=message,
        token=secrets.token_urlsafe(24),
        from_number=number.number,
        to_number=row.to_number,
        started_at=now,
        # should we die now, this is when somebody looks what became of it
        check_at=now + CALL_LIMIT,
        lane=row.lane,
        expires_at=row.expires_at,
        tries=row.tries + 1,
    )
    return HandOver(
        attempt_id=attempt.pk,
        token=attempt.token,
        path_token=number.path_token,
        account=Account(number.account_sid, number.auth_token, number.previous_auth_token, api_url=carrier_url),
        from_number=number.number,
        to_number=row.to_number,
        body=message.body,
        lane=row.lane,
        expires_at=row.expires_at,
        tries=attempt.tries,
    )
