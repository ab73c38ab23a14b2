"""Twilio's list of messages: filtered, newest first, page by page."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

from aiohttp import web

from chairside.simulator.misbehaviour import answer_in_doubt, spoil
from chairside.simulator.refusals import TwilioError
from chairside.simulator.rest import ACCOUNT, NETWORK, answering, authenticated
from chairside.simulator.texts import Text
from chairside.simulator.twilio_forms import message

PAGE = 50
LARGEST_PAGE = 1000


def routes() -> list[web.RouteDef]:
    """Give the address."""
    return [web.get(f"{ACCOUNT}/Messages.json", answering(list_messages))]


async def list_messages(request: web.Request) -> web.StreamResponse:
    """List messages; what the carrier says by itself is not in the list, as with Twilio."""
    network = request.app[NETWORK]
    sid = authenticated(request)
    fault = network.faults.meet("list", request.query.get("To", ""), sender=request.query.get("From", ""))
    if spoilt := await spoil(request, fault):
        return spoilt
    mine = [text for text in network.ledger.texts.values() if text.account_sid == sid and not text.by_carrier]
    shown_until = datetime.now(UTC) - timedelta(seconds=fault.get("lag", 0))
    found = [text for text in reversed(mine) if _is_wanted(text, request) and _is_old(text, shown_until)]
    return await answer_in_doubt(request, fault, _page(request, found))


def _page(request: web.Request, found: list[Text]) -> dict[str, object]:
    size = _whole(request, "PageSize", PAGE, least=1, most=LARGEST_PAGE)
    page = _whole(request, "Page", 0, least=0, most=1_000_000)
    start = page * size
    shown = found[start : start + size]
    return {
        "messages": [message(text) for text in shown],
        "page": page,
        "page_size": size,
        "start": start,
        "end": max(start + len(shown) - 1, start),
        "uri": str(request.rel_url),
        "first_page_uri": _uri(request, 0),
        "next_page_uri": _uri(request, page + 1) if len(found) > start + size else None,
        "previous_page_uri": _uri(request, page - 1) if page else None,
    }


def _is_old(text: Text, shown_until: datetime) -> bool:
    """Whether the list knows the text already: it may lag behind what was accepted."""
    return datetime.fromisoformat(text.at) <= shown_until


def _is_wanted(text: Text, request: web.Request) -> bool:
    asked = request.query
    if asked.get("From", text.sender) != text.sender or asked.get("To", text.to) != text.to:
        return False
    dates = {name: value for name, value in asked.items() if name in {"DateSent", "DateSent<", "DateSent>"}}
    return all(_is_in_time(text, name, value) for name, value in dates.items())


def _is_in_time(text: Text, name: str, value: str) -> bool:
    """Compare by day, or to the second where a time is given; on the bound counts, and the unsent have no date."""
    bound = _moment(value)
    if text.sent_at is None:
        return False
    sent_at = datetime.fromisoformat(text.sent_at).astimezone(UTC).replace(microsecond=0)
    sent: date = sent_at if isinstance(bound, datetime) else sent_at.date()
    if name == "DateSent":
        return sent_at.date() == (bound.date() if isinstance(bound, datetime) else bound)
    return sent >= bound if name == "DateSent>" else sent <= bound


def _moment(value: str) -> date:
    try:
        if len(value) == len("2026-11-23"):
            return date.fromisoformat(value)
        moment = datetime.fromisoformat(value)
    except ValueError:
        raise TwilioError(20001, 400) from None
    return moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)


def _whole(request: web.Request, name: str, default: int, *, least: int, most: int) -> int:
    given = request.query.get(name, str(default))
    if not (given.isascii() and given.isdecimal() and len(given) < 8) or int(given) < least:
        raise TwilioError(20001, 400)
    return min(int(given), most)


def _uri(request: web.Request, page: int) -> str:
    return str(request.rel_url.update_query({"Page": str(page)}))
