"""Answers that go wrong on order: refused, cut off, late, or nonsense."""

from __future__ import annotations

import asyncio
import json
from typing import Any

from aiohttp import web

from chairside.simulator.refusals import TwilioError
from chairside.simulator.twilio_forms import error

TOO_MANY_REQUESTS = 429


async def spoil(request: web.Request, fault: dict[str, Any]) -> web.StreamResponse | None:
    """Meet what comes before anything is taken; None when the request may go on."""
    await asyncio.sleep(fault.get("delay", 0))
    if fault.get("cut") == "before":
        return _hang_up(request)
    if "code" in fault and "retry_after" not in fault:
        raise TwilioError(fault["code"], fault.get("status", 400))
    if "status" in fault or "code" in fault:
        return _refusal(fault)
    return None


async def answer_in_doubt(
    request: web.Request, fault: dict[str, Any], shown: dict[str, Any], *, status: int = 200
) -> web.StreamResponse:
    """Answer after all was done, as whole as the fault lets it be."""
    match fault:
        case {"cut": "after_accept"}:
            return _hang_up(request)
        case {"cut": "mid_answer"}:
            return await _half(request, json.dumps(shown).encode(), status)
        case {"garbage": True}:
            return web.Response(text="<html>not what you think", status=status)
    return web.json_response(shown, status=status)


def _refusal(fault: dict[str, Any]) -> web.Response:
    status = fault.get("status", 400)
    code = fault.get("code", 20429 if status == TOO_MANY_REQUESTS else 20500)
    headers = {"Retry-After": str(fault["retry_after"])} if "retry_after" in fault else None
    return web.json_response(error(code, status), status=status, headers=headers)


def _hang_up(request: web.Request) -> web.StreamResponse:
    if request.transport:
        request.transport.abort()
    return web.Response(status=500)


async def _half(request: web.Request, body: bytes, status: int) -> web.StreamResponse:
    response = web.StreamResponse(status=status, headers={"Content-Type": "application/json"})
    response.content_length = len(body)
    await response.prepare(request)
    await response.write(body[: len(body) // 2])
    if request.transport:
        request.transport.close()
    return response
