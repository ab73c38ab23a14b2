"""Where the carrier knocks: raw ASGI in front of Django, so that a text waits for no page.

POST /hooks/<path token>/messages            a text came in
POST /hooks/<path token>/status/<attempt>    what became of one of ours

Answers: 204 taken, 400 unreadable, 403 signature missing or wrong, 404 no such address, 405, 413,
503 come back later. No answer and no log line says anything of the text.
"""

import logging
from dataclasses import dataclass
from datetime import UTC, datetime
from urllib.parse import parse_qsl

from asgiref.sync import sync_to_async
from asgiref.typing import ASGIReceiveCallable, ASGISendCallable, HTTPScope
from django.conf import settings
from django.db import DatabaseError

from chairside.actions.apply_status_report import apply_status_report
from chairside.actions.count_forged_knock import count_forged_knock
from chairside.actions.locations.prove_number import apply_test_report
from chairside.actions.receive_messages import Fate
from chairside.actions.receiving.knock import Knock
from chairside.carriers.port import ForgedKnock, UnreadableKnock
from chairside.carriers.twilio import read_inbound, read_status, verify
from chairside.models import TextNumber
from chairside.web.doors import doors, tokens_of
from chairside.web.intake import DoorClosed, Intake
from chairside.web.raw import TooLarge, answer, body_of, header

log = logging.getLogger(__name__)

LARGEST_KNOCK = 64 * 1024  # bytes; a text with ten media addresses stays under 8 KB


@dataclass(frozen=True, slots=True)
class Address:
    """A webhook's path, taken apart."""

    path_token: str
    attempt_token: str | None


def address_of(path: str) -> Address | None:
    """Read a path below /hooks/; None when it is no webhook's."""
    match path.strip("/").split("/"):
        case ["hooks", path_token, "messages"]:
            return Address(path_token, None)
        case ["hooks", path_token, "status", attempt_token]:
            return Address(path_token, attempt_token)
    return None


async def knock(scope: HTTPScope, receive: ASGIReceiveCallable, send: ASGISendCallable, intake: Intake) -> None:
    """Answer one request of the carrier."""
    await answer(send, await _status(scope, receive, intake))


async def _status(scope: HTTPScope, receive: ASGIReceiveCallable, intake: Intake) -> int:
    address = address_of(scope["path"])
    if address is None:
        return 404
    if scope["method"] != "POST":
        return 405
    try:
        body = await body_of(scope, receive, LARGEST_KNOCK)
        number = await doors.number(address.path_token)
        if number is None:
            return 404
        parameters = await _checked(scope, body, number)
        if address.attempt_token is None:
            return await _take_text(parameters, intake)
        return await _take_report(number, address.attempt_token, parameters)
    except TooLarge:
        return 413
    except ForgedKnock:
        return await _forged(address)
    except UnreadableKnock:
        return 400
    except (DoorClosed, DatabaseError):
        return 503


async def _forged(address: Address) -> int:
    number = await doors.number(address.path_token)
    if number:
        await sync_to_async(count_forged_knock)(number, datetime.now(UTC))
    return 403


async def _checked(scope: HTTPScope, body: bytes, number: TextNumber) -> list[tuple[str, str]]:
    """Give the parameters of a knock whose signature is right."""
    try:
        parameters = parse_qsl(
            body.decode("utf-8"),
            keep_blank_values=True,
            strict_parsing=bool(body),
            max_num_fields=500,
        )
    except ValueError:
        raise UnreadableKnock from None
    query = scope["query_string"].decode("latin-1")
    path = scope["raw_path"].decode("latin-1") if scope["raw_path"] else scope["path"]
    url = settings.PUBLIC_URL + path + (f"?{query}" if query else "")
    signature = header(scope, b"x-twilio-signature")
    if not verify(tokens_of(number), url, parameters, signature):
        # perhaps the token was changed a moment ago: look once more before saying no
        fresh = await doors.number(number.path_token, fresh=True)
        if fresh is None or not verify(tokens_of(fresh), url, parameters, signature):
            raise ForgedKnock
    return parameters


async def _take_text(parameters: list[tuple[str, str]], intake: Intake) -> int:
    text = read_inbound(parameters)
    fate = await intake.take(
        Knock(
            carrier_id=text.carrier_id,
            account_sid=text.account_sid,
            from_number=text.from_number,
            to_number=text.to_number,
            body=text.body,
            media_count=len(text.media),
            carrier_says=text.opt_out_type,
        )
    )
    return 400 if fate is Fate.REFUSED else 204


async def _take_report(number: TextNumber, attempt_token: str, parameters: list[tuple[str, str]]) -> int:
    report = read_status(parameters)
    now = datetime.now(UTC)
    known = await sync_to_async(apply_status_report)(number.location_id, attempt_token, report, now)
    if not known:
        known = await sync_to_async(apply_test_report)(number.location_id, attempt_token, report, now)
    return 204 if known else 404
