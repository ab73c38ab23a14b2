"""The simulator's own API: phones that text, the ledger, faults, and the page's live events."""

from __future__ import annotations

import asyncio
import json
from typing import Any

from aiohttp import web

from chairside.simulator.network import Network
from chairside.simulator.rest import NETWORK
from chairside.simulator.texts import BadOrder, Number, Phone, number_from

LONGEST = 1600


def routes() -> list[web.RouteDef]:
    """Give the addresses."""
    return [
        web.post("/sim/phones/{number}/messages", _answering(send)),
        web.get("/sim/phones/{number}/messages", _answering(received)),
        web.get("/sim/phones", _answering(phones)),
        web.post("/sim/phones", _answering(add_phone)),
        web.get("/sim/ledger", _answering(ledger)),
        web.delete("/sim/ledger", _answering(clear)),
        web.get("/sim/faults", _answering(faults)),
        web.put("/sim/faults", _answering(order_faults)),
        web.put("/sim/numbers", _answering(know_numbers)),
        web.get("/sim/events", events),
        web.get("/livez", _answering(alive)),
    ]


async def send(request: web.Request) -> web.Response:
    """Let a phone send a text; answered after the practice's webhook was."""
    network = request.app[NETWORK]
    phone = number_from(request.match_info["number"])
    given = await _object(request)
    if unknown := set(given) - {"to", "body", "sid", "media"}:
        raise BadOrder(f"{sorted(unknown)} is unknown; there are to, body, sid, media.")
    body = given.get("body", "")
    if not isinstance(body, str) or len(body) > LONGEST:
        raise BadOrder(f"body must be a text of at most {LONGEST} characters.")
    number = _number(network, given.get("to"))
    media = given.get("media", [])
    if not isinstance(media, list):
        raise BadOrder('media must be a list of {"url", "content_type"}.')
    sid = str(given.get("sid", ""))
    text, status = await network.bring(phone, number, body, sid=sid, media=media)
    return web.json_response({"sid": text.sid, "webhook_status": status})


async def received(request: web.Request) -> web.Response:
    """Give a phone's texts, oldest first."""
    phone = number_from(request.match_info["number"])
    texts = request.app[NETWORK].ledger.of_phone(phone)
    return web.json_response([text.told() for text in texts])


async def phones(request: web.Request) -> web.Response:
    """Give all phones, and the practice's numbers that they can text."""
    network = request.app[NETWORK]
    return web.json_response(
        {
            "phones": [
                {"number": phone.number, "name": phone.name, "note": phone.note} for phone in network.everyone()
            ],
            "numbers": [{"number": number.number, "name": number.name} for number in network.numbers.values()],
        }
    )


async def add_phone(request: web.Request) -> web.Response:
    """Add a phone by its number."""
    given = await _object(request)
    phone = Phone(number_from(str(given.get("number", ""))), str(given.get("name", ""))[:60])
    if phone.number in request.app[NETWORK].numbers:
        raise BadOrder("This is one of the practice's own numbers; choose another.")
    request.app[NETWORK].ledger.add_phone(phone)
    return web.json_response({"number": phone.number, "name": phone.name}, status=201)


async def ledger(request: web.Request) -> web.Response:
    """Give every text that the carrier took, oldest first."""
    return web.json_response([text.told() for text in request.app[NETWORK].ledger.texts.values()])


async def clear(request: web.Request) -> web.Response:
    """Forget every text."""
    request.app[NETWORK].ledger.clear()
    return web.Response(status=204)


async def faults(request: web.Request) -> web.Response:
    """Give the script of faults that are still to come."""
    return web.json_response({"faults": request.app[NETWORK].faults.told()})


async def order_faults(request: web.Request) -> web.Response:
    """Replace the script of faults."""
    request.app[NETWORK].faults.order(await _object(request))
    return web.Response(status=204)


async def know_numbers(request: web.Request) -> web.Response:
    """Replace the practice's numbers and the known phones."""
    request.app[NETWORK].know(await _object(request))
    return web.Response(status=204)


async def alive(_: web.Request) -> web.Response:
    return web.Response(text="alive")


async def events(request: web.Request) -> web.StreamResponse:
    """Tell the page whenever something changed."""
    response = web.StreamResponse(headers={"Content-Type": "text/event-stream", "Cache-Control": "no-store"})
    await response.prepare(request)
    watcher: asyncio.Queue[None] = asyncio.Queue()
    request.app[NETWORK].watchers.add(watcher)
    try:
        while True:
            await response.write(b"data: changed\n\n")
            await watcher.get()
    except ConnectionResetError:
        return response
    finally:
        request.app[NETWORK].watchers.discard(watcher)


def _answering(handler: Any) -> Any:
    async def answer(request: web.Request) -> web.Response:
        try:
            response: web.Response = await handler(request)
        except BadOrder as bad:
            return web.json_response({"error": str(bad)}, status=400)
        return response

    return answer


async def _object(request: web.Request) -> dict[str, Any]:
    try:
        given = await request.json()
    except (json.JSONDecodeError, UnicodeDecodeError):
        raise BadOrder("The body is not JSON.") from None
    if not isinstance(given, dict):
        raise BadOrder("The body must be a JSON object.")
    return given


def _number(network: Network, given: object) -> Number:
    wanted = number_from(str(given or ""))
    number = network.numbers.get(wanted)
    if number is None:
        known = ", ".join(network.numbers) or "none yet"
        raise BadOrder(f"{wanted} is none of the practice's numbers ({known}).")
    return number
