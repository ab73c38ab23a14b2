"""What the house asks of a carrier, and what a carrier may answer.

Failures are one family, told apart by one question: may the same text be tried again?
No failure's text ever holds a body, a name or a number.
"""

import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Protocol
from uuid import UUID

# Linux counts the time in which the machine was suspended too
CLOCK: int = getattr(time, "CLOCK_BOOTTIME", time.CLOCK_MONOTONIC)


class CarrierStatus(StrEnum):
    """The carrier's words for where a text is (Twilio's message status)."""

    ACCEPTED = "accepted"
    SCHEDULED = "scheduled"
    QUEUED = "queued"
    SENDING = "sending"
    SENT = "sent"
    DELIVERED = "delivered"
    UNDELIVERED = "undelivered"
    FAILED = "failed"
    READ = "read"
    RECEIVING = "receiving"
    RECEIVED = "received"
    CANCELED = "canceled"


@dataclass(frozen=True, slots=True)
class Account:
    """The practice's account at the carrier."""

    sid: str
    auth_token: str = field(repr=False)
    previous_auth_token: str | None = field(default=None, repr=False)
    api_url: str = "https://api.twilio.com"

    @property
    def tokens(self) -> tuple[str, ...]:
        """The tokens that a webhook may be signed with: the present one, then the one before it."""
        return tuple(token for token in (self.auth_token, self.previous_auth_token) if token)


@dataclass(frozen=True, slots=True)
class Accepted:
    """The carrier has taken a text and gives it this id."""

    carrier_id: UUID
    status: CarrierStatus


@dataclass(frozen=True, slots=True)
class CarrierText:
    """A text as the carrier's list shows it."""

    carrier_id: UUID
    is_inbound: bool
    from_number: str = field(repr=False)
    to_number: str = field(repr=False)
    body: str = field(repr=False)
    status: str
    error_code: int | None
    created_at: datetime
    media_count: int


@dataclass(frozen=True, slots=True)
class Listing:
    """A page of the carrier's list, newest first, and the time by the carrier's clock, to the second."""

    texts: Sequence[CarrierText]
    carrier_now: datetime | None


@dataclass(frozen=True, slots=True)
class Media:
    """A picture or file that came with a text."""

    url: str = field(repr=False)
    content_type: str


@dataclass(frozen=True, slots=True)
class InboundText:
    """A text to one of our numbers, as the webhook tells it."""

    carrier_id: UUID
    account_sid: str
    from_number: str = field(repr=False)
    to_number: str = field(repr=False)
    body: str = field(repr=False)
    media: tuple[Media, ...] = field(default=(), repr=False)
    opt_out_type: str | None = None
    messaging_service_sid: str | None = None


@dataclass(frozen=True, slots=True)
class StatusReport:
    """What became of a text of ours, as the webhook tells it."""

    carrier_id: UUID
    status: str
    error_code: int | None = None


@dataclass(frozen=True, slots=True)
class Envelope:
    """A webhook as it came, before anybody has looked whether it is genuine.

    `path` and `query` are the bytes that stood in the request line, percent-encoding and all: they are signed.
    """

    path: str
    query: str
    signature: str
    body: bytes = field(repr=False)


@dataclass(frozen=True, slots=True)
class Webhook:
    """Where the carrier sends the texts to one of our numbers, and what in its console says so."""

    url: str
    method: str
    fallback_url: str
    set_on: str


def seconds_awake() -> float:
    """Read the clock of `not_after`: it goes on while the process, or the machine, sleeps."""
    return time.clock_gettime(CLOCK)


class CarrierFailure(Exception):
    """A hand-over that did not end with the carrier's acceptance."""

    def __init__(self, what: str, code: int | None = None) -> None:
        super().__init__(what)
        self.code = code


class Refused(CarrierFailure):
    """The carrier said no to this text: it was not sent, and trying the same again is useless."""


class NotSent(CarrierFailure):
    """The text certainly did not leave and may be tried again; `retry_after` in seconds."""

    def __init__(self, what: str, code: int | None = None, retry_after: float | None = None) -> None:
        super().__init__(what, code)
        self.retry_after = retry_after


class TooLate(NotSent):
    """The moment until which the text was to be handed over had passed."""


class CredentialsRejected(NotSent):
    """The account's sid or token is wrong: the number pauses and its queue is kept."""


class Unknown(CarrierFailure):
    """Nobody can say whether the text left: it must never be sent again without looking."""


class ForgedKnock(Exception):
    """A webhook without a right signature."""


class UnreadableKnock(Exception):
    """A webhook that lacks what it must have; the text names the parameter, never its value."""


class Carrier(Protocol):
    """What every carrier's adapter does; each call raises `CarrierFailure`s only."""

    async def send(
        self,
        account: Account,
        *,
        from_number: str,
        to_number: str,
        body: str,
        status_url: str,
        not_after: float | None = None,
    ) -> Accepted:
        """Hand one text over, unless it is later than `not_after` by `seconds_awake` before a byte has left."""

    async def fetch(self, account: Account, carrier_id: UUID) -> CarrierText:
        """Look one text up."""

    async def list_texts(
        self,
        account: Account,
        *,
        from_number: str | None = None,
        to_number: str | None = None,
        since: datetime | None = None,
        limit: int = 50,
    ) -> Sequence[CarrierText]:
        """List texts, newest first."""

    async def list_sent(self, account: Account, *, from_number: str, to_number: str) -> Listing:
        """List the newest texts between two numbers, those that are not sent yet too."""

    async def check(self, account: Account) -> None:
        """Prove that the carrier can be reached, takes the credentials, and that the account is active."""

    async def webhook(self, account: Account, number: str) -> Webhook | None:
        """Tell where texts to the number are sent; None when the account has no such number."""

    async def close(self) -> None:
        """Let go of all connections."""
