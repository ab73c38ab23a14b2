"""Take texts out of the send queue and write down that they are about to be handed over."""

from dataclasses import dataclass

from chairside.actions.sending.begin import HandOver, begin
from chairside.actions.sending.claim import claim
from chairside.rules.delivery import Lane


@dataclass(frozen=True, slots=True)
class Outgoing:
    """The texts to hand over now, whether more may be due, and in how many seconds to look again at the latest."""

    hand_overs: list[HandOver]
    more: bool
    wait: float | None


def take_out(most: int, lanes: Lane, carrier_url: str, *, counted: int = 0) -> Outgoing:
    """Claim up to `most` texts and begin an attempt for each that the gate still lets pass."""
    claims = claim(most, lanes, counted)
    hand_overs = begin(claims.taken, carrier_url) if claims.taken else []
    return Outgoing(hand_overs, more=bool(claims.taken), wait=claims.wait)
