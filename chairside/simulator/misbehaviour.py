"""Answers that go wrong on order: refused, cut off, late, or nonsense."""

from __future__ import annotations

import asyncio
import json
import socket
import struct
from typing import Any

from aiohttp import web

from chairside.simulator.refusals import TwilioError
from chairside.simulator.twilio_forms import error

TOO_MANY_REQUESTS = 429
RUBBISH = b"<html>not what you think "


async def spoil(request: web.Request, fault: dict[str, Any]) -> web.StreamResponse | None:
    """Meet what comes before anything is taken; None when the request may go on."""
    await asyncio.sleep(fault.get("delay", 0))
    if fault.get("cut") == "before":
        return hang_up(request)
    if fault.get("accept"):
        return None
    if "code" in fault and "retry_after" not in fault:
        raise TwilioError(fault["code"], fault.get("status", 400))
    if "status" in fault or "code" in fault or "retry_after" in fault:
        return _refusal(fault)
    return None


async def answer_in_doubt(
    request: web.Request, fault: dict[str, Any], shown: dict[str, Any], *, status: int = 200
) -> web.StreamResponse:
    """Answer after all was done, as whole as the fault lets it be."""
    await asyncio.sleep(fault.get("answer_delay", 0))
    whole = json.dumps(shown).encode()
    match fault:
        case {"accept": True}:
            return _refusal(fault)
        case {"hang": True}:
            return await _never(request)
        case {"cut": "after_accept"}:
            return hang_up(request)
        case {"cut": "mid_answer"}:
            return await half(request, whole, status)
        case {"drip": pause}:
            return await drip(request, whole, status, pause)
        case {"garbage": size}:
            return _rubbish(status, len(RUBBISH) if size is True else int(size))
        case {"broken": True}:
            return web.Response(body=whole[: len(whole) // 2], content_type="application/json", status=status)
    return web.json_response(shown, status=status)


def _refusal(fault: dict[str, Any]) -> web.Response:
    status = fault.get("status", TOO_MANY_REQUESTS if "retry_after" in fault else 400)
    code = fault.get("code", 20429 if status == TOO_MANY_REQUESTS else 20500)
    headers = {"Retry-After": str(fault["retry_after"])} if "retry_after" in fault else None
    return web.json_response(error(code, status), status=status, headers=headers)


def _rubbish(status: int, size: int) -> web.Response:
    body = (RUBBISH * (size // len(RUBBISH) + 1))[:size]
    return web.Response(body=body, content_type="text/html", status=status)


def hang_up(request: web.Request) -> web.StreamResponse:
    """Reset the connection: the other end gets no word, not even an end."""
    if request.transport:
        raw = request.transport.get_extra_info("socket")
        raw.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        request.transport.abort()
    return web.Response(status=500)


async def _never(request: web.Request) -> web.StreamResponse:
    """Keep the connection open without a word until the other end has had enough."""
    while request.transport and not request.transport.is_closing():  # noqa: ASYNC110 - the end of a connection rings no bell
        await asyncio.sleep(0.2)
    return web.Response(status=500)


async def drip(request: web.Request, body: bytes, status: int, pause: float) -> web.StreamResponse:
    """Answer byte by byte."""
    response = await _begun(request, body, status)
    for place in range(len(body)):
        await response.write(body[place : place + 1])
        await asyncio.sleep(pause)
    return response


async def half(request: web.Request, body: bytes, status: int) -> web.StreamResponse:
    """Promise the whole answer, give half of it, and hang up."""
    response = await _begun(request, body, status)
    await response.write(body[: len(body) // 2])
    if request.transport:
        request.transport.close()
    return response


async def _begun(request: web.Request, body: bytes, status: int) -> web.StreamResponse:
    response = web.StreamResponse(status=status, headers={"Content-Type": "application/json"})
    response.content_length = len(body)
    await response.prepare(request)
    return response
