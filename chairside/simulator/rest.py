"""The part of Twilio's REST API that a practice uses: create, fetch and list messages, the account."""

from __future__ import annotations

import asyncio
from base64 import b64decode
from datetime import datetime
from typing import Any

from aiohttp import web

from chairside.simulator.network import Network
from chairside.simulator.texts import E164, Number, Text
from chairside.simulator.twilio_forms import VERSION, error, message

LONGEST = 1600
ACCOUNT = f"/{VERSION}/Accounts/{{sid}}"
NETWORK = web.AppKey("network", Network)


class TwilioError(Exception):
    """A request that Twilio would refuse, with its code and HTTP status."""

    def __init__(self, code: int, status: int) -> None:
        super().__init__(code)
        self.code = code
        self.status = status


def routes() -> list[web.RouteDef]:
    """Give the addresses."""
    return [
        web.post(f"{ACCOUNT}/Messages.json", _answering(create)),
        web.get(f"{ACCOUNT}/Messages.json", _answering(list_messages)),
        web.get(f"{ACCOUNT}/Messages/{{message}}.json", _answering(fetch)),
        web.get(f"{ACCOUNT}.json", _answering(account)),
    ]


async def create(request: web.Request) -> web.StreamResponse:
    """Create a message."""
    network = request.app[NETWORK]
    _account(request)
    form = await request.post()
    given = {name: str(value) for name, value in form.items()}
    fault = network.faults.meet("create", given.get("To", ""))
    await asyncio.sleep(fault.get("delay", 0))
    if fault.get("cut") == "before":
        return _cut(request)
    if "status" in fault and "code" not in fault:
        return _failed(fault)
    if "code" in fault:
        raise TwilioError(fault["code"], fault.get("status", 400))
    number = _allowed(network, request.match_info["sid"], given)
    text = network.accept(number, given["To"], given["Body"], given.get("StatusCallback", ""))
    if fault.get("cut") == "after_accept":
        return _cut(request)
    if fault.get("garbage"):
        return web.Response(text="<html>not what you think", status=201)
    return web.json_response(message(text), status=201)


async def fetch(request: web.Request) -> web.StreamResponse:
    """Fetch one message."""
    _account(request)
    text = request.app[NETWORK].ledger.texts.get(request.match_info["message"])
    if text is None or text.account_sid != request.match_info["sid"]:
        raise TwilioError(20404, 404)
    return web.json_response(message(text))


async def list_messages(request: web.Request) -> web.StreamResponse:
    """List messages, newest first, page by page."""
    _account(request)
    found = [text for text in request.app[NETWORK].ledger.texts.values() if _wanted(text, request)]
    found.reverse()
    size = min(int(request.query.get("PageSize", "50")), 1000)
    page = int(request.query.get("Page", "0"))
    shown = found[page * size : (page + 1) * size]
    more = len(found) > (page + 1) * size
    return web.json_response(
        {
            "messages": [message(text) for text in shown],
            "page": page,
            "page_size": size,
            "start": page * size,
            "end": page * size + len(shown) - 1,
            "uri": str(request.rel_url),
            "first_page_uri": _page(request, 0),
            "next_page_uri": _page(request, page + 1) if more else None,
            "previous_page_uri": _page(request, page - 1) if page else None,
        }
    )


async def account(request: web.Request) -> web.StreamResponse:
    """Show the account: what a check of the credentials asks for."""
    sid = _account(request)
    return web.json_response({"sid": sid, "friendly_name": "Simulated account", "status": "active", "type": "Full"})


def _answering(handler: Any) -> Any:
    async def answer(request: web.Request) -> web.StreamResponse:
        try:
            response: web.StreamResponse = await handler(request)
        except TwilioError as refused:
            return web.json_response(error(refused.code, refused.status), status=refused.status)
        return response

    return answer


def _account(request: web.Request) -> str:
    """Check basic authentication: the account's sid and token."""
    sid = request.match_info["sid"]
    scheme, _, given = request.headers.get("Authorization", "").partition(" ")
    try:
        user, _, token = b64decode(given).decode().partition(":")
    except ValueError:
        user = token = ""
    tokens = {n.auth_token for n in request.app[NETWORK].numbers.values() if n.account_sid == sid}
    if scheme.lower() != "basic" or user != sid or token not in tokens:
        raise TwilioError(20003, 401)
    return sid


def _allowed(network: Network, sid: str, given: dict[str, str]) -> Number:
    number = network.numbers.get(given.get("From", ""))
    to, body = given.get("To", ""), given.get("Body", "")
    if not E164.fullmatch(to):
        raise TwilioError(21211, 400)
    if number is None or number.account_sid != sid:
        raise TwilioError(21606, 400)
    if not body.strip():
        raise TwilioError(21602, 400)
    if len(body) > LONGEST:
        raise TwilioError(21617, 400)
    if (to, number.number) in network.ledger.blocked:
        raise TwilioError(21610, 400)
    return number


def _wanted(text: Text, request: web.Request) -> bool:
    query = request.query
    if text.account_sid != request.match_info["sid"]:
        return False
    if query.get("From", text.sender) != text.sender or query.get("To", text.to) != text.to:
        return False
    return all(_compare(name, text.at, value) for name, value in query.items() if name.startswith("DateSent"))


def _compare(name: str, at: str, value: str) -> bool:
    """DateSent, DateSent> and DateSent<; Twilio reads them as on or after, on or before."""
    sent = datetime.fromisoformat(at)
    asked = datetime.fromisoformat(value)
    if asked.tzinfo is None:
        asked = asked.replace(tzinfo=sent.tzinfo)
    if name == "DateSent>":
        return sent >= asked
    return sent <= asked if name == "DateSent<" else sent.date() == asked.date()


def _page(request: web.Request, page: int) -> str:
    return str(request.rel_url.update_query({"Page": str(page)}))


def _failed(fault: dict[str, Any]) -> web.Response:
    headers = {"Retry-After": str(fault["retry_after"])} if "retry_after" in fault else None
    code = 20429 if fault["status"] == 429 else 20500
    return web.json_response(error(code, fault["status"]), status=fault["status"], headers=headers)


def _cut(request: web.Request) -> web.StreamResponse:
    if request.transport:
        request.transport.abort()
    return web.Response(status=500)
