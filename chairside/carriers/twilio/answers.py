"""Twilio's answers in the port's words: an acceptance, a text, or one of the failures."""

from __future__ import annotations

import json
from collections.abc import Awaitable, Callable, Coroutine, Mapping
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from functools import wraps
from typing import Any

from twilio.base.exceptions import TwilioException, TwilioRestException, TwilioServiceException
from twilio.http.response import Response

from chairside.carriers.port import (
    Accepted,
    CarrierFailure,
    CarrierStatus,
    CarrierText,
    CredentialsRejected,
    NotSent,
    Refused,
    Unknown,
)
from chairside.carriers.twilio.sids import sid_to_uuid

UNAUTHORIZED = 401
TOO_MANY_REQUESTS = 429
# the sid or token is wrong; the account is not active
BAD_CREDENTIALS = frozenset({20003, 20005})
# the carrier has no room now; nothing was taken
NO_ROOM = frozenset({20429, 21611, 30001, 30022, 30023, 30027})
# Twilio's codes have five digits; the library fills in the HTTP status when the answer names none
LEAST_CODE = 10_000
# what the library raises over an answer that is not of the shape it expects
UNREADABLE = (TwilioException, ValueError, TypeError, LookupError, AttributeError, ArithmeticError, RecursionError)


def in_our_words[**Given, Answer](
    call: Callable[Given, Awaitable[Answer]],
) -> Callable[Given, Coroutine[Any, Any, Answer]]:
    """Let a call raise the port's failures only."""

    @wraps(call)
    async def asked(*given: Given.args, **named: Given.kwargs) -> Answer:
        try:
            return await call(*given, **named)
        except UNREADABLE as error:
            failure = failure_of(error)
        # raised out here: the library's exception quotes numbers, and must not hang on as the context of ours
        raise failure

    return asked


def failure_of(error: Exception) -> CarrierFailure:
    """Give the failure that an exception of the library stands for; what is in doubt is `Unknown`."""
    return _failure(*_status_and_code(error))


def read_accepted(answer: Response) -> Accepted:
    """Read the answer to a creation; a status that is new to us is an acceptance all the same."""
    told = _object_in(answer.text)
    if not 200 <= answer.status_code < 300:
        raise _failure(answer.status_code, _code(told.get("code")))
    carrier_id = sid_to_uuid(str(told.get("sid")))
    try:
        return Accepted(carrier_id, CarrierStatus(str(told.get("status"))))
    except ValueError:
        return Accepted(carrier_id, CarrierStatus.ACCEPTED)


def read_clock(headers: Mapping[str, str]) -> datetime | None:
    """Read when the carrier answered, by its own clock."""
    given = {name.lower(): value for name, value in headers.items()}.get("date", "")
    try:
        return parsedate_to_datetime(given).astimezone(UTC)
    except (ValueError, OverflowError):
        return None


def _failure(status: int, code: int | None) -> CarrierFailure:
    if status == UNAUTHORIZED or code in BAD_CREDENTIALS:
        return CredentialsRejected("the carrier rejects the credentials", code)
    if status == TOO_MANY_REQUESTS or code in NO_ROOM:
        return NotSent("the carrier has no room", code)
    if code and 400 <= status < 500:
        return Refused("the carrier refuses the text", code)
    return Unknown("the carrier's answer cannot be read", code)


def read_text(found: Any) -> CarrierText:
    """Read a message of the list; raise ValueError or TypeError where it lacks what it must have."""
    if not isinstance(found.date_created, datetime):
        raise TypeError("a message without its date")
    return CarrierText(
        carrier_id=sid_to_uuid(found.sid),
        is_inbound=str(found.direction) == "inbound",
        from_number=found.from_ or "",
        to_number=found.to or "",
        body=found.body or "",
        status=str(found.status),
        error_code=int(found.error_code) if found.error_code else None,
        created_at=found.date_created,
        media_count=int(found.num_media or 0),
    )


def _status_and_code(error: Exception) -> tuple[int, int | None]:
    match error:
        case TwilioRestException() | TwilioServiceException():
            status, code = error.status, error.code
        case TwilioException(args=(_, Response() as answer)):  # a list's page
            status, code = answer.status_code, _object_in(answer.text).get("code")
        case _:
            return 0, None
    return (status if isinstance(status, int) else 0, _code(code))


def _code(given: object) -> int | None:
    return given if isinstance(given, int) and given >= LEAST_CODE else None


def _object_in(text: str) -> dict[str, Any]:
    try:
        told = json.loads(text)
    except (ValueError, RecursionError):
        return {}
    return told if isinstance(told, dict) else {}
