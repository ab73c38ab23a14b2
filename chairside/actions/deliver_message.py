"""Hand one claimed text to the carrier: write down the attempt, call, write down what came of it."""

import logging
from collections.abc import Callable
from datetime import UTC, datetime
from urllib.parse import quote

from asgiref.sync import sync_to_async

from chairside.actions.sending.begin import HandOver, begin
from chairside.actions.sending.claim import Claim
from chairside.actions.sending.settle import (
    settle_accepted,
    settle_not_sent,
    settle_refused,
    settle_unknown,
)
from chairside.carriers.port import Carrier, CarrierFailure, NotSent, Refused

log = logging.getLogger(__name__)

Clock = Callable[[], datetime]


def utc_now() -> datetime:
    return datetime.now(UTC)


async def deliver_message(
    claimed: Claim, carrier: Carrier, *, public_url: str, carrier_url: str, clock: Clock = utc_now
) -> None:
    """Send one text at most once; the call to the carrier lies outside every transaction."""
    hand_over = await sync_to_async(begin)(claimed, clock(), carrier_url)
    if hand_over is None:
        return
    try:
        accepted = await carrier.send(
            hand_over.account,
            from_number=hand_over.from_number,
            to_number=hand_over.to_number,
            body=hand_over.body,
            status_url=status_url(public_url, hand_over),
        )
    except CarrierFailure as failure:
        await sync_to_async(_settle_failure)(hand_over, failure, clock())
    else:
        await sync_to_async(settle_accepted)(hand_over.attempt_id, accepted, clock())


def status_url(public_url: str, hand_over: HandOver) -> str:
    """Give the address to which the carrier reports; its last part names our attempt."""
    return f"{public_url}/hooks/{quote(hand_over.path_token)}/status/{quote(hand_over.token)}"


def _settle_failure(hand_over: HandOver, failure: CarrierFailure, now: datetime) -> None:
    log.info("Attempt %s: %s, code %s", hand_over.attempt_id, type(failure).__name__, failure.code)
    match failure:
        case Refused():
            settle_refused(hand_over.attempt_id, failure.code, now)
        case NotSent():
            settle_not_sent(hand_over.attempt_id, failure, now)
        case _:
            settle_unknown(hand_over.attempt_id, now)
