"""A text as the carrier knows it, the phones of the world outside, and the practice's numbers."""

import re
import secrets
from dataclasses import dataclass, field
from datetime import UTC, datetime
from enum import StrEnum
from typing import Any

from chairside.simulator.segments import count_parts

E164 = re.compile(r"\+[1-9][0-9]{6,14}")
SID = re.compile(r"(SM|MM)[0-9a-f]{32}")
# how people write numbers; anything else is a slip that must not be passed over
WRITTEN = re.compile(r"\+?[0-9 ().\-\u00a0]+")
LONGEST = 1600
"""Signs of a text, in either direction."""


class BadOrder(Exception):
    """The control API was asked for something that cannot be; the text says what and what to do."""


class OptOut(StrEnum):
    """Who minds STOP, START and HELP at a number."""

    DEFAULT = "default"
    """The carrier blocks and answers, as Twilio does for long codes."""
    ADVANCED = "advanced"
    """The same, and the webhook says it (OptOutType): Twilio's Advanced Opt-Out."""
    OFF = "off"
    """The carrier minds nothing: the practice must."""


@dataclass
class Number:
    """One of the practice's numbers: whose it is, and where its texts are sent on to."""

    number: str
    account_sid: str
    auth_token: str = field(repr=False)
    inbound_url: str = ""
    status_url: str = ""
    name: str = ""
    opt_out: OptOut = OptOut.DEFAULT


@dataclass
class Phone:
    """A phone of the world outside; a landline takes no texts."""

    number: str
    name: str = ""
    note: str = ""
    landline: bool = False


@dataclass
class Text:
    """One text, in either direction; `times` are the moments of its statuses (ISO 8601, UTC)."""

    sid: str
    account_sid: str
    sender: str
    to: str
    body: str
    direction: str
    status: str
    at: str
    status_url: str = ""
    error_code: int | None = None
    media: list[dict[str, str]] = field(default_factory=list)
    by_carrier: bool = False
    times: dict[str, str] = field(default_factory=dict)
    webhook_status: int | None = None

    @property
    def parts(self) -> int:
        """How many messages the text is to a carrier."""
        return count_parts(self.body)

    @property
    def sent_at(self) -> str | None:
        """When it left, or came in."""
        return self.at if self.direction == "inbound" else self.times.get("sent")

    def told(self) -> dict[str, Any]:
        """Give the text as the control API tells it."""
        return {
            "sid": self.sid,
            "from": self.sender,
            "to": self.to,
            "body": self.body,
            "at": self.at,
            "status": self.status,
            "direction": self.direction,
            "error_code": self.error_code,
            "parts": self.parts,
            "media": self.media,
            "by_carrier": self.by_carrier,
            "times": self.times,
            "webhook_status": self.webhook_status,
        }


def new_sid(prefix: str = "SM") -> str:
    """Make a message's sid: MM for one with media."""
    return prefix + secrets.token_hex(16)


def now() -> str:
    """Give the moment as ISO 8601 in UTC."""
    return datetime.now(UTC).isoformat()


def number_from(given: object) -> str:
    """Read a number from an address or a form; ten digits without a plus are American. Raises `BadOrder`."""
    written = given.strip() if isinstance(given, str) else ""
    digits = re.sub(r"[^0-9]", "", written)
    is_national = len(digits) == 10 and not written.startswith("+")
    number = f"+1{digits}" if is_national else f"+{digits}"
    if not WRITTEN.fullmatch(written) or not E164.fullmatch(number):
        raise BadOrder(f"“{str(given)[:40]}” is no phone number; write it like +13125550142.")
    return number
