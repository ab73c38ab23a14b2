"""The way to Twilio: its client's requests over aiohttp, with hard limits of time and size.

It also tells what failed before anything can have left (`NotSent`) from what failed after it
(`Unknown`): nothing leaves before a connection is at hand, TLS and all.
"""

from __future__ import annotations

import logging
from types import SimpleNamespace
from typing import Any
from urllib.parse import urlencode

import aiohttp
from twilio.http import AsyncHttpClient
from twilio.http.response import Response
from yarl import URL

from chairside.carriers.port import CarrierFailure, NotSent, TooLate, Unknown, seconds_awake
from chairside.failpoint import BYTES_SENT, reach_after_this_turn

# Twilio's own client writes To and From at INFO
logging.getLogger("twilio").setLevel(logging.CRITICAL)

CONNECT = 5.0  # seconds
TOTAL = 15.0  # seconds; Twilio answers within one
CONNECTIONS = 100
IDLE = 30.0  # seconds; kept longer, a connection may be closed at the other end just as we use it
LARGEST_ANSWER = 1024 * 1024  # bytes; 50 texts of 1,600 characters, all of them escaped, come close
LONGEST_PAUSE = 3600.0  # seconds; a wish for more is not believed
TOO_MANY_REQUESTS = 429
FORM = {"Content-Type": "application/x-www-form-urlencoded", "Accept": "application/json"}
SERVER_ERROR = 500
# its interfaces have hosts of their own; an account at one of them may ask the others
TWILIO = frozenset({"api.twilio.com", "messaging.twilio.com"})


class Journey:
    """How far one request has come, and until when it may set out."""

    def __init__(self, not_after: float | None = None) -> None:
        self.may_have_left = False
        self._not_after = not_after

    def set_out(self) -> None:
        """A connection is at hand and nothing has left yet; raises `TooLate`."""
        if self._not_after is not None and seconds_awake() > self._not_after:
            raise TooLate("the moment to hand it over has passed")
        self.may_have_left = True


class Transport(AsyncHttpClient):  # type: ignore[misc]
    """One pool of connections to one carrier's address; times in seconds."""

    def __init__(self, api_url: str, *, connect: float = CONNECT, total: float = TOTAL) -> None:
        super().__init__(logging.getLogger("twilio"), is_async=True, timeout=total)
        self._api = URL(api_url)
        self._limits = aiohttp.ClientTimeout(total=total, sock_connect=connect)
        self._session: aiohttp.ClientSession | None = None
        self._addresses: dict[str, URL] = {}

    async def request(  # noqa: PLR0917 - the shape that the library calls
        self,
        method: str,
        url: str,
        params: dict[str, Any] | None = None,
        data: dict[str, Any] | None = None,
        headers: dict[str, str] | None = None,
        auth: tuple[str, str] | None = None,
        timeout: float | None = None,  # noqa: ASYNC109
        allow_redirects: bool = False,
    ) -> Response:
        """Make one request of the library, once; redirects are never followed."""
        signed = _signed_in(headers, auth)
        return await self._ask(method, self._address(url), Journey(), params=params, data=data, headers=signed)

    async def post(self, path: str, form: dict[str, str], auth: tuple[str, str], not_after: float | None) -> Response:
        """Post a form, once, unless it is too late before a byte has left."""
        # encoded here: the client's own forms are made for files, and cost half as much again as the request
        body = urlencode(form).encode()
        return await self._ask(
            "POST", self._known_address(path), Journey(not_after), data=body, headers=_signed_in(FORM, auth)
        )

    async def _ask(self, method: str, address: URL, journey: Journey, **what: Any) -> Response:
        """Make one request and read its whole answer; what fails is told by how far the request came."""
        session = self._open()
        try:
            async with session.request(
                method, address, allow_redirects=False, trace_request_ctx=journey, **what
            ) as answer:
                return await _read(answer)
        except (aiohttp.ClientError, TimeoutError, OSError, EOFError, ValueError):
            failure = _failure(journey)
        raise failure

    async def close(self) -> None:
        """Close the pool."""
        if self._session:
            await self._session.close()

    def _open(self) -> aiohttp.ClientSession:
        if self._session is None:
            self._session = aiohttp.ClientSession(
                timeout=self._limits,
                connector=aiohttp.TCPConnector(limit=CONNECTIONS, keepalive_timeout=IDLE),
                trace_configs=[_watch_connections()],
            )
        return self._session

    def _known_address(self, path: str) -> URL:
        """An account has one path for all its texts."""
        if path not in self._addresses:
            self._addresses[path] = self._address(path)
        return self._addresses[path]

    def _address(self, url: str) -> URL:
        """Put the library's path at the account's own address: an answer never leads us elsewhere."""
        given = URL(url, encoded=True)
        stays = given.scheme == "https" and {given.host, self._api.host} <= TWILIO
        origin = f"https://{given.host}" if stays else self._api.origin()
        return URL(f"{origin}/{given.raw_path_qs.lstrip('/')}", encoded=True)


def _watch_connections() -> aiohttp.TraceConfig:
    async def has_connection(_: aiohttp.ClientSession, context: SimpleNamespace, __: object) -> None:
        context.trace_request_ctx.set_out()

    async def writes(_: aiohttp.ClientSession, __: SimpleNamespace, ___: object) -> None:
        reach_after_this_turn(BYTES_SENT)

    watch = aiohttp.TraceConfig()
    watch.on_connection_create_end.append(has_connection)
    watch.on_connection_reuseconn.append(has_connection)
    watch.on_request_chunk_sent.append(writes)
    return watch


def _failure(journey: Journey) -> CarrierFailure:
    if journey.may_have_left:
        return Unknown("the connection broke before the carrier's answer")
    return NotSent("the carrier could not be reached")


def _signed_in(headers: dict[str, str] | None, auth: tuple[str, str] | None) -> dict[str, str]:
    signed = {"Authorization": aiohttp.encode_basic_auth(*auth)} if auth else {}
    return {**(headers or {}), **signed}


async def _read(answer: aiohttp.ClientResponse) -> Response:
    body = await _body(answer)
    if answer.status == TOO_MANY_REQUESTS:
        raise NotSent("too many requests", 20429, _pause(answer))
    if answer.status >= SERVER_ERROR:
        raise Unknown("the carrier failed")
    return Response(answer.status, body.decode("utf-8", "replace"), answer.headers)


async def _body(answer: aiohttp.ClientResponse) -> bytes:
    body = bytearray()
    async for piece in answer.content.iter_any():
        body += piece
        if len(body) > LARGEST_ANSWER:
            raise Unknown("the carrier's answer is larger than any answer of its kind")
    return bytes(body)


def _pause(answer: aiohttp.ClientResponse) -> float | None:
    given = answer.headers.get("Retry-After", "")
    return min(float(given), LONGEST_PAUSE) if given.isascii() and given.isdecimal() else None
