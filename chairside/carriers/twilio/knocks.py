"""Twilio's webhooks, read into our words; parameters that we do not know are passed over."""

import re
from collections.abc import Sequence
from urllib.parse import unquote_to_bytes
from uuid import UUID

from chairside.carriers.port import Envelope, ForgedKnock, InboundText, Media, StatusReport, UnreadableKnock
from chairside.carriers.twilio.sids import sid_to_uuid
from chairside.carriers.twilio.signature import verify

MOST_MEDIA = 10
LONGEST_NUMBER = 64  # signs; an address of another channel may stand here
# PostgreSQL's text holds neither NUL nor half a surrogate pair; the mark says that something stood there
UNSTORABLE = re.compile("[\0\ud800-\udfff]")
MARK = "\ufffd"
CODE = re.compile(r"[0-9]{1,9}")
MOST_PARAMETERS = 500


def open_envelope(envelope: Envelope, tokens: Sequence[str], public_url: str) -> list[tuple[str, str]]:
    """Give the parameters of a webhook that was signed with one of the tokens over its public address.

    Raises `ForgedKnock`, or `UnreadableKnock` when the body is no form.
    """
    parameters = parameters_of(envelope)
    url = public_url + envelope.path + (f"?{envelope.query}" if envelope.query else "")
    if not verify(tokens, url, parameters, envelope.signature):
        raise ForgedKnock
    return parameters


def parameters_of(envelope: Envelope) -> list[tuple[str, str]]:
    """Read the form, whoever wrote it; raise `UnreadableKnock` when it is none."""
    try:
        pairs = envelope.body.decode("utf-8").replace("+", " ").split("&") if envelope.body else []
    except UnicodeDecodeError:
        raise UnreadableKnock("the body is no form") from None
    if len(pairs) > MOST_PARAMETERS or not all("=" in pair for pair in pairs):
        raise UnreadableKnock("the body is no form")
    return [_pair(pair) for pair in pairs]


def _pair(written: str) -> tuple[str, str]:
    """Read one parameter; the standard library's reader takes twice the time, for every text that comes in."""
    name, _, value = written.partition("=")
    return _unquoted(name), _unquoted(value)


def _unquoted(written: str) -> str:
    return unquote_to_bytes(written).decode("utf-8", "replace") if "%" in written else written


def read_inbound(parameters: Sequence[tuple[str, str]]) -> InboundText:
    """Read the webhook of an inbound text; raise `UnreadableKnock` when it lacks what it must have."""
    given = _storable(parameters)
    return InboundText(
        carrier_id=_sid(given),
        account_sid=_needed(given, "AccountSid"),
        from_number=_number(given, "From"),
        to_number=_number(given, "To"),
        body=given.get("Body", ""),
        media=_media(given),
        opt_out_type=given.get("OptOutType") or None,
        messaging_service_sid=given.get("MessagingServiceSid") or None,
    )


def read_status(parameters: Sequence[tuple[str, str]]) -> StatusReport:
    """Read the webhook of a status callback; raise `UnreadableKnock` when it lacks what it must have."""
    given = _storable(parameters)
    return StatusReport(
        carrier_id=_sid(given),
        status=_needed(given, "MessageStatus").lower(),
        error_code=_count(given, "ErrorCode") or None,
    )


def _storable(parameters: Sequence[tuple[str, str]]) -> dict[str, str]:
    given = dict(parameters)
    if UNSTORABLE.search("".join(given.values())):
        return {name: UNSTORABLE.sub(MARK, value) for name, value in given.items()}
    return given


def _sid(given: dict[str, str]) -> UUID:
    sid = _needed(given, "MessageSid")
    try:
        return sid_to_uuid(sid)
    except ValueError:
        raise UnreadableKnock("MessageSid is not the sid of a message") from None


def _number(given: dict[str, str], name: str) -> str:
    number = _needed(given, name)
    if len(number) > LONGEST_NUMBER or MARK in number:
        raise UnreadableKnock(f"{name} is not a number")
    return number


def _media(given: dict[str, str]) -> tuple[Media, ...]:
    return tuple(
        Media(given[f"MediaUrl{place}"], given.get(f"MediaContentType{place}", ""))
        for place in range(min(_count(given, "NumMedia"), MOST_MEDIA))
        if f"MediaUrl{place}" in given
    )


def _count(given: dict[str, str], name: str) -> int:
    value = given.get(name, "")
    return int(value) if CODE.fullmatch(value) else 0


def _needed(given: dict[str, str], name: str) -> str:
    if not given.get(name):
        raise UnreadableKnock(f"{name} is missing")
    return given[name]
