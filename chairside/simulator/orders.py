"""What the control API is given, read with care: each slip is named, with what to write instead."""

from __future__ import annotations

from base64 import b64decode
from collections.abc import Callable, Collection
from typing import Any

from chairside.simulator.pictures import pictures
from chairside.simulator.texts import LONGEST, SID, BadOrder, Number, OptOut, Phone, number_from

NUMBER = {"number", "account_sid", "auth_token", "inbound_url", "status_url", "name", "opt_out", "answers_keywords"}
PHONE = {"number", "name", "note", "landline"}
LONGEST_NAME = 80


def read_numbers(given: object) -> tuple[list[Number], list[Phone], dict[str, str]]:
    """Read {"numbers": [...], "phones": [...], "routes": {...}}; raise `BadOrder` naming the entry that is wrong.

    A route stands for the practice's proxy: addresses that begin so are asked for at another server.
    """
    order = need_object(given, {"numbers", "phones", "routes"}, 'Send {"numbers": [...], "phones": [...]}')
    numbers = _each(order, "numbers", _number)
    phones = _each(order, "phones", read_phone)
    for kind, found in (("number", [one.number for one in numbers]), ("phone", [one.number for one in phones])):
        if twice := {one for one in found if found.count(one) > 1}:
            raise BadOrder(f"The {kind} {', '.join(sorted(twice))} is listed twice; list it once.")
    return numbers, phones, _routes(order)


def read_phone(given: object, where: str = "The phone") -> Phone:
    """Read one phone: number, name, note, landline."""
    order = need_object(given, PHONE, where)
    return Phone(
        number=number_from(order.get("number")),
        name=_word(order, "name", where)[:LONGEST_NAME],
        note=_word(order, "note", where)[:LONGEST_NAME],
        landline=_flag(order, "landline", where),
    )


def read_text(given: object) -> dict[str, Any]:
    """Read a text that a phone sends: to, body, sid, media, params."""
    order = need_object(given, {"to", "body", "sid", "media", "params"}, "The text")
    media = [_media(one, f"media {place}") for place, one in enumerate(_list(order, "media"), 1)]
    body = order.get("body", "" if media else None)
    if not isinstance(body, str) or len(body) > LONGEST:
        raise BadOrder(f"body must be a text of at most {LONGEST} characters.")
    sid = order.get("sid", "")
    if sid != "" and (not isinstance(sid, str) or not SID.fullmatch(sid)):
        raise BadOrder("sid must be SM or MM and 32 of 0-9 and a-f; leave it out for a new one.")
    params = order.get("params", {})
    if not isinstance(params, dict) or not all(isinstance(value, str) for value in params.values()):
        raise BadOrder('params must be an object of texts: {"FromCity": "CHICAGO"}.')
    return {"to": number_from(order.get("to")), "body": body, "sid": sid, "media": media, "params": params}


def need_object(given: object, known: Collection[str], where: str) -> dict[str, Any]:
    """Give the object if it is one and holds nothing unknown; raise `BadOrder` otherwise."""
    if not isinstance(given, dict):
        raise BadOrder(f"{where}: must be a JSON object.")
    if unknown := sorted(set(given) - set(known)):
        raise BadOrder(f"{where}: {', '.join(unknown)} is unknown; there are {', '.join(sorted(known))}.")
    return given


def _number(given: object, where: str) -> Number:
    order = need_object(given, NUMBER, where)
    for name in ("account_sid", "auth_token"):
        if not _word(order, name, where):
            raise BadOrder(f"{where}: {name} is missing.")
    return Number(
        number=number_from(order.get("number")),
        account_sid=order["account_sid"],
        auth_token=order["auth_token"],
        inbound_url=_url(order, "inbound_url", where),
        status_url=_url(order, "status_url", where),
        name=_word(order, "name", where)[:LONGEST_NAME],
        opt_out=_opt_out(order, where),
    )


def _routes(order: dict[str, Any]) -> dict[str, str]:
    given = order.get("routes", {})
    if not isinstance(given, dict):
        raise BadOrder('routes must be an object: {"https://text.example.com/hooks/": "http://127.0.0.1:8002"}.')
    routes = {str(name): given[name] for name in given}
    return {name: _url(routes, name, "routes").rstrip("/") for name in routes}


def _opt_out(order: dict[str, Any], where: str) -> OptOut:
    answers = _flag(order, "answers_keywords", where, default=True)
    given = order.get("opt_out", OptOut.DEFAULT if answers else OptOut.OFF)
    if given not in set(OptOut):
        raise BadOrder(f"{where}: opt_out must be one of {', '.join(OptOut)}.")
    return OptOut(given)


def _media(given: object, where: str) -> dict[str, Any]:
    order = need_object(given, {"url", "content_type", "picture", "content"}, where)
    content_type = _word(order, "content_type", where) or "image/jpeg"
    if "picture" in order:
        if order["picture"] not in pictures():
            raise BadOrder(f"{where}: picture must be one of {', '.join(sorted(pictures()))}.")
        return {"picture": order["picture"]}
    if "content" in order:
        return {"content": _file(order, where), "content_type": content_type}
    if not _url(order, "url", where):
        raise BadOrder(f"{where}: url is missing; or give picture, or content in base64.")
    return {"url": order["url"], "content_type": content_type}


def _file(order: dict[str, Any], where: str) -> bytes:
    try:
        return b64decode(_word(order, "content", where), validate=True)
    except ValueError:
        raise BadOrder(f"{where}: content is not base64.") from None


def _each[Thing](order: dict[str, Any], name: str, read: Callable[[object, str], Thing]) -> list[Thing]:
    return [
        read(one, f"{name.removesuffix('s').capitalize()} {place}") for place, one in enumerate(_list(order, name), 1)
    ]


def _list(order: dict[str, Any], name: str) -> list[object]:
    given = order.get(name, [])
    if not isinstance(given, list):
        raise BadOrder(f"{name} must be a list.")
    return given


def _word(order: dict[str, Any], name: str, where: str) -> str:
    given = order.get(name, "")
    if not isinstance(given, str):
        raise BadOrder(f"{where}: {name} must be a text.")
    return given


def _url(order: dict[str, Any], name: str, where: str) -> str:
    given = _word(order, name, where)
    if given and not given.startswith(("http://", "https://")):
        raise BadOrder(f"{where}: {name} must begin with http:// or https://.")
    return given


def _flag(order: dict[str, Any], name: str, where: str, *, default: bool = False) -> bool:
    given = order.get(name, default)
    if not isinstance(given, bool):
        raise BadOrder(f"{where}: {name} must be true or false.")
    return given
