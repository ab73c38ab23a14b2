"""Hand one text to the carrier, outside of every transaction, and say how that ended."""

import logging
from datetime import timedelta
from urllib.parse import quote

from chairside.actions.sending.begin import HandOver
from chairside.actions.sending.settle import Ending
from chairside.carriers.port import Accepted, Carrier, CarrierFailure, TooLate, seconds_awake
from chairside.failpoint import ANSWER_READ, reach
from chairside.rules.delivery import FRESH

log = logging.getLogger(__name__)


def fresh_until() -> float:
    """Give until when a text may be handed over whose attempt is about to be written down."""
    return seconds_awake() + FRESH / timedelta(seconds=1)


async def deliver_message(hand_over: HandOver, carrier: Carrier, *, public_url: str, not_after: float) -> Ending:
    """Send one text at most once, and not at all after `not_after`: this worker may have slept meanwhile."""
    try:
        accepted = await _send(hand_over, carrier, public_url, not_after)
    except CarrierFailure as failure:
        log.info("Attempt %s: %s, code %s", hand_over.attempt_id, type(failure).__name__, failure.code)
        return Ending(hand_over.attempt_id, failure)
    finally:
        reach(ANSWER_READ)
    return Ending(hand_over.attempt_id, accepted)


async def _send(hand_over: HandOver, carrier: Carrier, public_url: str, not_after: float) -> Accepted:
    if seconds_awake() > not_after:
        raise TooLate("the worker slept")
    return await carrier.send(
        hand_over.account,
        from_number=hand_over.from_number,
        to_number=hand_over.to_number,
        body=hand_over.body,
        status_url=status_url(public_url, hand_over),
        not_after=not_after,
    )


def status_url(public_url: str, hand_over: HandOver) -> str:
    """Give the address to which the carrier reports; its last part names our attempt."""
    return f"{public_url}/hooks/{quote(hand_over.path_token)}/status/{quote(hand_over.token)}"
