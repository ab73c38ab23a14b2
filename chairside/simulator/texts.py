"""A text as the carrier knows it, and the practice's numbers at the carrier."""

import re
import secrets
from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime
from typing import Any

from chairside.simulator.segments import count_parts

E164 = re.compile(r"\+[1-9]\d{6,14}")
STOP_WORDS = frozenset("stop stopall unsubscribe cancel end quit revoke optout".split())
START_WORDS = frozenset("start yes unstop".split())
HELP_WORDS = frozenset("help info".split())


class BadOrder(Exception):
    """The control API was asked for something that cannot be; the text says what and what to do."""


@dataclass
class Number:
    """One of the practice's numbers: whose it is, and where its texts are sent on to."""

    number: str
    account_sid: str
    auth_token: str = field(repr=False)
    inbound_url: str = ""
    name: str = ""
    # Twilio answers STOP, START and HELP by itself unless told not to
    answers_keywords: bool = True


@dataclass
class Phone:
    """A phone of the world outside."""

    number: str
    name: str = ""
    note: str = ""


@dataclass
class Text:
    """One text, in either direction."""

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

    @property
    def parts(self) -> int:
        return count_parts(self.body)

    def told(self) -> dict[str, Any]:
        """Give the text as the control API tells it."""
        kept = asdict(self)
        return {
            "sid": kept["sid"],
            "from": kept["sender"],
            "to": kept["to"],
            "body": kept["body"],
            "at": kept["at"],
            "status": kept["status"],
            "direction": kept["direction"],
            "error_code": kept["error_code"],
            "parts": self.parts,
            "media": kept["media"],
            "by_carrier": kept["by_carrier"],
        }


def new_sid() -> str:
    return "SM" + secrets.token_hex(16)


def now() -> str:
    return datetime.now(UTC).isoformat()


def number_from(given: str) -> str:
    """Read a number from an address or a form: with +, %2B, spaces or only digits."""
    digits = re.sub(r"[^\d]", "", given)
    number = f"+{digits}" if len(digits) != 10 else f"+1{digits}"
    if not E164.fullmatch(number):
        raise BadOrder(f"“{given[:40]}” is no phone number; write it like +13125550142.")
    return number


def keyword(body: str) -> str:
    """Give STOP, START or HELP when the whole text is such a word, else nothing."""
    word = re.sub(r"[^a-z]", "", body.strip().lower()) if len(body) < 20 else ""
    for name, words in (("STOP", STOP_WORDS), ("START", START_WORDS), ("HELP", HELP_WORDS)):
        if word in words:
            return name
    return ""
