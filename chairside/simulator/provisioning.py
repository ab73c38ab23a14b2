"""What an account has set at Twilio: its numbers with their webhooks, and its messaging services (none here).

Twilio's names and shapes; source: its API reference, "IncomingPhoneNumber resource" and "Services resource".
"""

from __future__ import annotations

from base64 import b64decode
from hashlib import md5
from typing import Any

from aiohttp import web

from chairside.simulator.refusals import TwilioError
from chairside.simulator.rest import ACCOUNT, NETWORK, answering, authenticated
from chairside.simulator.texts import Number
from chairside.simulator.twilio_forms import VERSION


def routes() -> list[web.RouteDef]:
    """Give the addresses."""
    return [
        web.get(f"{ACCOUNT}/IncomingPhoneNumbers.json", answering(list_numbers)),
        web.get("/v1/Services", answering(list_services)),
    ]


async def list_numbers(request: web.Request) -> web.StreamResponse:
    """List the account's numbers; `PhoneNumber` keeps those that hold these digits."""
    sid = authenticated(request)
    wanted = request.query.get("PhoneNumber", "").replace(" ", "+")
    mine = [one for one in request.app[NETWORK].numbers.values() if one.account_sid == sid and wanted in one.number]
    return web.json_response({
        "incoming_phone_numbers": [_number(one) for one in mine],
        "page": 0,
        "page_size": 50,
        "next_page_uri": None,
        "uri": request.path_qs,
    })  # fmt: skip


async def list_services(request: web.Request) -> web.StreamResponse:
    """List messaging services: no number of the simulator is in one."""
    _known(request)
    meta = {"key": "services", "page": 0, "page_size": 50, "next_page_url": None}
    return web.json_response({"services": [], "meta": meta})


def _number(number: Number) -> dict[str, Any]:
    # a stable sid, made from the number as a name, not as a secret
    sid = f"PN{md5(number.number.encode(), usedforsecurity=False).hexdigest()}"
    return {
        "account_sid": number.account_sid,
        "api_version": VERSION,
        "phone_number": number.number,
        "friendly_name": number.name or number.number,
        "sid": sid,
        "sms_application_sid": "",
        "sms_fallback_method": "POST",
        "sms_fallback_url": "",
        "sms_method": "POST",
        "sms_url": number.inbound_url,
        "uri": f"/{VERSION}/Accounts/{number.account_sid}/IncomingPhoneNumbers/{sid}.json",
    }


def _known(request: web.Request) -> None:
    try:
        user, _, token = b64decode(request.headers.get("Authorization", "").partition(" ")[2]).decode().partition(":")
    except ValueError:
        user = token = ""
    if not any((one.account_sid, one.auth_token) == (user, token) for one in request.app[NETWORK].numbers.values()):
        raise TwilioError(20003, 401)
