"""Twilio's webhooks, read into our words; parameters that we do not know are passed over."""

from collections.abc import Sequence
from uuid import UUID

from chairside.carriers.port import InboundText, Media, StatusReport, UnreadableKnock
from chairside.carriers.twilio.sids import sid_to_uuid

MOST_MEDIA = 10


def read_inbound(parameters: Sequence[tuple[str, str]]) -> InboundText:
    """Read the webhook of an inbound text."""
    given = dict(parameters)
    return InboundText(
        carrier_id=_sid(given),
        account_sid=_needed(given, "AccountSid"),
        from_number=_number(given, "From"),
        to_number=_number(given, "To"),
        # PostgreSQL's text cannot hold NUL; the mark says that something stood there
        body=given.get("Body", "").replace("\0", "\ufffd"),
        media=_media(given),
        opt_out_type=given.get("OptOutType") or None,
        messaging_service_sid=given.get("MessagingServiceSid") or None,
    )


def read_status(parameters: Sequence[tuple[str, str]]) -> StatusReport:
    """Read the webhook of a status callback."""
    given = dict(parameters)
    code = given.get("ErrorCode", "")
    return StatusReport(
        carrier_id=_sid(given),
        status=_needed(given, "MessageStatus").lower(),
        error_code=int(code) if code.isascii() and code.isdecimal() and int(code) else None,
    )


def _sid(given: dict[str, str]) -> UUID:
    try:
        return sid_to_uuid(_needed(given, "MessageSid"))
    except ValueError:
        raise UnreadableKnock("MessageSid is not the sid of a message") from None


def _number(given: dict[str, str], name: str) -> str:
    number = _needed(given, name)
    if len(number) > 64 or "\0" in number:
        raise UnreadableKnock(f"{name} is not a number")
    return number


def _media(given: dict[str, str]) -> tuple[Media, ...]:
    count = given.get("NumMedia", "0")
    most = min(int(count), MOST_MEDIA) if count.isascii() and count.isdecimal() else 0
    return tuple(
        Media(given[f"MediaUrl{place}"], given.get(f"MediaContentType{place}", ""))
        for place in range(most)
        if f"MediaUrl{place}" in given
    )


def _needed(given: dict[str, str], name: str) -> str:
    if not given.get(name):
        raise UnreadableKnock(f"{name} is missing")
    return given[name]
