"""The carrier's shelf of pictures: kept on disk, listed and given out as Twilio does, with faults on order."""

from __future__ import annotations

import asyncio

from aiohttp import web

from chairside.simulator.misbehaviour import drip, half, hang_up
from chairside.simulator.pictures import pictures, spoilt
from chairside.simulator.refusals import TwilioError
from chairside.simulator.rest import ACCOUNT, NETWORK, answering, authenticated
from chairside.simulator.shelf import SID
from chairside.simulator.texts import Text
from chairside.simulator.twilio_forms import VERSION

MESSAGE = f"{ACCOUNT}/Messages/{{message}}"


def routes() -> list[web.RouteDef]:
    """Give the addresses; those below /sim are the page's own."""
    return [
        web.get(f"{MESSAGE}/Media.json", answering(list_media)),
        web.get(f"{MESSAGE}/Media/{{media:{SID.pattern}}}", answering(give)),
        web.get(f"/sim/media/{{media:{SID.pattern}}}", answering(show)),
        web.get("/sim/pictures", names),
        web.get("/sim/pictures/{name}", answering(sample)),
    ]


async def list_media(request: web.Request) -> web.StreamResponse:
    """List a message's files."""
    text = _text(request, authenticated(request))
    path = f"/{VERSION}/Accounts/{text.account_sid}/Messages/{text.sid}/Media"
    listed = [
        {
            "sid": one["sid"],
            "account_sid": text.account_sid,
            "parent_sid": text.sid,
            "content_type": one["content_type"],
            "uri": f"{path}/{one['sid']}.json",
        }
        for one in text.media
        if one.get("sid")
    ]
    return web.json_response({"media_list": listed, "uri": f"{path}.json", "page": 0, "next_page_uri": None})


async def give(request: web.Request) -> web.StreamResponse:
    """Give a file to whoever knows the account's token, unless something else was ordered."""
    text = _text(request, authenticated(request))
    fault = request.app[NETWORK].faults.meet("media", text.to, sender=text.sender)
    await asyncio.sleep(fault.get("delay", 0))
    if "redirect" in fault:
        return web.Response(status=307, headers={"Location": fault["redirect"]})
    if fault.get("cut") == "before":
        return hang_up(request)
    if "status" in fault:
        return web.Response(status=fault["status"])
    content_type, content = _content(request)
    if "content" in fault:
        content_type, content = spoilt(fault["content"])
    if size := fault.get("bytes"):
        content = (content * (int(size) // len(content) + 1))[: int(size)]
    if fault.get("cut") == "mid_answer":
        return await half(request, content, 200)
    if "drip" in fault:
        return await drip(request, content, 200, fault["drip"])
    return web.Response(body=content, content_type=content_type)


async def show(request: web.Request) -> web.StreamResponse:
    """Show a file on a phone of the page."""
    content_type, content = _content(request)
    return web.Response(body=content, content_type=content_type)


async def names(_: web.Request) -> web.Response:
    """Name the pictures that a phone can send."""
    return web.json_response(sorted(pictures()))


async def sample(request: web.Request) -> web.StreamResponse:
    """Show a picture that a phone can send."""
    found = pictures().get(request.match_info["name"])
    if found is None:
        raise TwilioError(20404, 404, request.path)
    return web.Response(body=found[1], content_type=found[0])


def _text(request: web.Request, sid: str) -> Text:
    text = request.app[NETWORK].ledger.texts.get(request.match_info["message"])
    if text is None or text.account_sid != sid:
        raise TwilioError(20404, 404, request.path)
    return text


def _content(request: web.Request) -> tuple[str, bytes]:
    found = request.app[NETWORK].shelf.get(request.match_info["media"])
    if found is None:
        raise TwilioError(20404, 404, request.path)
    return found
