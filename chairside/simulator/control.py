"""The simulator's own API: phones that text, the ledger, faults, and the page's live events."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Awaitable, Callable
from typing import Any

from aiohttp import web

from chairside.simulator.door import Door
from chairside.simulator.network import Network
from chairside.simulator.orders import read_phone, read_text
from chairside.simulator.rest import NETWORK
from chairside.simulator.texts import BadOrder, Number, Phone, number_from

DOOR = web.AppKey("door", list[Door])

Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]


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
        web.get("/livez", alive),
    ]


async def send(request: web.Request) -> web.Response:
    """Let a phone send a text; answered after the practice's webhook was (`webhook_status` 0: it was not)."""
    network = request.app[NETWORK]
    phone = number_from(request.match_info["number"])
    given = read_text(await _json(request))
    text, status = await network.bring(phone, _number(network, given["to"]), given, str(request.url.origin()))
    return web.json_response({"sid": text.sid, "webhook_status": status})


async def received(request: web.Request) -> web.Response:
    """Give a phone's texts, oldest first."""
    phone = number_from(request.match_info["number"])
    texts = request.app[NETWORK].ledger.of_phone(phone)
    return web.json_response([text.told() for text in texts])


async def phones(request: web.Request) -> web.Response:
    """Give all phones, with whom they have told to stop, and the practice's numbers that they can text."""
    network = request.app[NETWORK]
    return web.json_response(
        {
            "phones": [_shown(network, phone) for phone in network.everyone()],
            "numbers": [{"number": number.number, "name": number.name} for number in network.numbers.values()],
        }
    )


async def add_phone(request: web.Request) -> web.Response:
    """Add a phone by its number."""
    network = request.app[NETWORK]
    phone = read_phone(await _json(request))
    if phone.number in network.numbers:
        raise BadOrder("This is one of the practice's own numbers; choose another.")
    if all(phone.number != one.number for one in network.everyone()):
        network.ledger.add_phone(phone)
        network.watchers.tell("all")
    return web.json_response(_shown(network, network.phone(phone.number)), status=201)


async def ledger(request: web.Request) -> web.Response:
    """Give every text that the carrier took, in both directions, oldest first."""
    return web.json_response([text.told() for text in request.app[NETWORK].ledger.texts.values()])


async def clear(request: web.Request) -> web.Response:
    """Forget every text; who has said STOP, and the phones, stay."""
    network = request.app[NETWORK]
    network.ledger.clear()
    network.watchers.tell("all")
    return web.Response(status=204)


async def faults(request: web.Request) -> web.Response:
    """Give the script of faults that are still to come."""
    return web.json_response({"faults": request.app[NETWORK].faults.told()})


async def order_faults(request: web.Request) -> web.Response:
    """Replace the script of faults; a door that is ordered to be closed is closed from the answer on."""
    closed = request.app[NETWORK].faults.order(await _json(request))
    for door in request.app[DOOR] if closed else ():
        asyncio.get_running_loop().call_soon(door.close_for, closed)
    return web.Response(status=204)


async def know_numbers(request: web.Request) -> web.Response:
    """Replace the practice's numbers and the known phones."""
    request.app[NETWORK].know(await _json(request))
    return web.Response(status=204)


async def alive(_: web.Request) -> web.Response:
    """Say that the simulator is there."""
    return web.Response(text="alive")


async def events(request: web.Request) -> web.StreamResponse:
    """Tell the page which phones have changed: {"phones": [...]}, at first and for everything ["all"]."""
    response = web.StreamResponse(headers={"Content-Type": "text/event-stream", "Cache-Control": "no-store"})
    try:
        await response.prepare(request)
        await response.write(_event(["all"]))
        async for changed in request.app[NETWORK].watchers.changes():
            await response.write(_event(changed) if changed else b": still here\n\n")
    except ConnectionError:
        pass  # the page has gone
    return response


def _event(changed: list[str]) -> bytes:
    return f"data: {json.dumps({'phones': changed})}\n\n".encode()


def _answering(handler: Handler) -> Handler:
    async def answer(request: web.Request) -> web.StreamResponse:
        try:
            return await handler(request)
        except BadOrder as bad:
            return web.json_response({"error": str(bad)}, status=400)

    return answer


async def _json(request: web.Request) -> Any:
    try:
        return json.loads(await request.read())
    except (ValueError, RecursionError):
        raise BadOrder("The body is not JSON; send a JSON object.") from None


def _shown(network: Network, phone: Phone) -> dict[str, Any]:
    return {
        "number": phone.number,
        "name": phone.name,
        "note": phone.note,
        "landline": phone.landline,
        "stopped": sorted(number for blocked, number in network.ledger.blocked if blocked == phone.number),
    }


def _number(network: Network, wanted: str) -> Number:
    number = network.numbers.get(wanted)
    if number is None:
        known = ", ".join(network.numbers) or "none yet"
        raise BadOrder(f"{wanted} is none of the practice's numbers ({known}).")
    return number
