"""The part of Twilio's REST API that a practice uses: create and fetch messages, the account.

Twilio's names, shapes and codes; source: its API reference, "Messages resource".
"""

from __future__ import annotations

from base64 import b64decode
from collections.abc import Awaitable, Callable
from typing import Any

from aiohttp import web

from chairside.simulator.misbehaviour import answer_in_doubt, spoil
from chairside.simulator.network import Network
from chairside.simulator.refusals import TwilioError
from chairside.simulator.texts import E164, LONGEST, Number
from chairside.simulator.twilio_forms import VERSION, error, message

ACCOUNT = f"/{VERSION}/Accounts/{{sid}}"
NETWORK = web.AppKey("network", Network)

Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]


def routes() -> list[web.RouteDef]:
    """Give the addresses; the list of messages is `listing`'s."""
    return [
        web.post(f"{ACCOUNT}/Messages.json", answering(create)),
        web.get(f"{ACCOUNT}/Messages/{{message}}.json", answering(fetch)),
        web.get(f"{ACCOUNT}.json", answering(account)),
        web.route("*", f"/{VERSION}/{{rest:.*}}", answering(nothing_there)),
    ]


async def create(request: web.Request) -> web.StreamResponse:
    """Create a message."""
    network = request.app[NETWORK]
    sid = authenticated(request)
    form = {name: str(value) for name, value in (await request.post()).items()}
    fault = network.faults.meet("create", form.get("To", ""), sender=form.get("From", ""))
    if spoilt := await spoil(request, fault):
        return spoilt
    number = _allowed(network, sid, form)
    text = network.accept(number, form["To"], form["Body"], form.get("StatusCallback", ""))
    if fault.get("report_first"):
        await network.reported(text)
    return await answer_in_doubt(request, fault, message(text), status=201)


async def fetch(request: web.Request) -> web.StreamResponse:
    """Fetch one message."""
    network = request.app[NETWORK]
    sid = authenticated(request)
    text = network.ledger.texts.get(request.match_info["message"])
    fault = network.faults.meet("fetch", text.to if text else "")
    if spoilt := await spoil(request, fault):
        return spoilt
    if text is None or text.account_sid != sid or text.by_carrier:
        raise TwilioError(20404, 404, request.path)
    return await answer_in_doubt(request, fault, message(text))


async def account(request: web.Request) -> web.StreamResponse:
    """Show the account: what a check of the credentials asks for."""
    sid = authenticated(request)
    fault = request.app[NETWORK].faults.meet("account")
    if spoilt := await spoil(request, fault):
        return spoilt
    shown = {"sid": sid, "friendly_name": "Simulated account", "status": "active", "type": "Full"}
    return await answer_in_doubt(request, fault, shown)


async def nothing_there(request: web.Request) -> web.StreamResponse:
    """Refuse what Twilio has and the simulator has not."""
    raise TwilioError(20404, 404, request.path)


def answering(handler: Handler) -> Handler:
    """Let a handler's refusals go out as Twilio writes them."""

    async def answer(request: web.Request) -> web.StreamResponse:
        try:
            return await handler(request)
        except TwilioError as refused:
            shown: dict[str, Any] = error(refused.code, refused.status, refused.about)
            return web.json_response(shown, status=refused.status)

    return answer


def authenticated(request: web.Request) -> str:
    """Check basic authentication, the account's sid and token; give the sid."""
    sid = request.match_info["sid"]
    scheme, _, given = request.headers.get("Authorization", "").partition(" ")
    try:
        user, _, token = b64decode(given).decode().partition(":")
    except ValueError:
        user = token = ""
    tokens = {one.auth_token for one in request.app[NETWORK].numbers.values() if one.account_sid == sid}
    if scheme.lower() != "basic" or user != sid or token not in tokens:
        raise TwilioError(20003, 401)
    return sid


def _allowed(network: Network, sid: str, form: dict[str, str]) -> Number:
    to, sender, body = form.get("To", ""), form.get("From", ""), form.get("Body", "")
    number = network.numbers.get(sender)
    refusals = (
        (not to, 21604, ""),
        (not sender, 21603, ""),
        (not E164.fullmatch(to) or to == sender, 21211, to),
        (number is None or number.account_sid != sid, 21659, sender),
        (not body.strip(), 21602, ""),
        (len(body) > LONGEST, 21617, ""),
        ((to, sender) in network.ledger.blocked, 21610, ""),
        (network.phone(to).landline, 21614, to),
    )
    for is_wrong, code, about in refusals:
        if is_wrong:
            raise TwilioError(code, 400, about)
    return network.numbers[sender]
