"""The way to Twilio: its client's requests over aiohttp, with hard limits of time and size.

It also tells the three outcomes apart: what fails before the request has left is `NotSent`, what
fails after it may have left is `Unknown`.
"""

from __future__ import annotations

import asyncio
import logging
import ssl
from typing import Any

import aiohttp
from twilio.http import AsyncHttpClient
from twilio.http.response import Response
from yarl import URL

from chairside.carriers.port import NotSent, Unknown

# Twilio's own client writes To and From at INFO
logging.getLogger("twilio").setLevel(logging.CRITICAL)

CONNECT = 5.0  # seconds
TOTAL = 15.0  # seconds; Twilio answers within one
LARGEST_ANSWER = 1024 * 1024  # bytes; a page of 50 texts stays under 200 KB
TOO_MANY_REQUESTS = 429


class Transport(AsyncHttpClient):  # type: ignore[misc]
    """One pool of connections to one carrier's address."""

    def __init__(self, api_url: str, *, connect: float = CONNECT, total: float = TOTAL) -> None:
        super().__init__(logging.getLogger("twilio"), is_async=True, timeout=total)
        self._api = URL(api_url)
        self._limits = aiohttp.ClientTimeout(total=total, sock_connect=connect, connect=None)
        self._session: aiohttp.ClientSession | None = None

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
        """Make one request and read its whole answer, at most `LARGEST_ANSWER` bytes."""
        try:
            async with self._open().request(
                method,
                self._address(url),
                params=params,
                data=data,
                headers=_signed_in(headers, auth),
                allow_redirects=False,
            ) as answer:
                body = await _read(answer)
                if answer.status == TOO_MANY_REQUESTS:
                    raise NotSent("too many requests", 20429, _seconds(answer))
                return Response(answer.status, body.decode("utf-8", "replace"), answer.headers)
        except (aiohttp.ConnectionTimeoutError, aiohttp.ClientConnectorError, ssl.SSLError):
            raise NotSent("the carrier could not be reached") from None
        except (TimeoutError, aiohttp.ClientError, asyncio.IncompleteReadError):
            raise Unknown("the connection broke before the carrier's answer") from None

    async def close(self) -> None:
        """Close the pool."""
        if self._session:
            await self._session.close()

    def _open(self) -> aiohttp.ClientSession:
        if self._session is None:
            self._session = aiohttp.ClientSession(
                timeout=self._limits,
                connector=aiohttp.TCPConnector(limit=100, keepalive_timeout=30),
                # a request repeated by the library itself could be a second text
                trust_env=False,
            )
        return self._session

    def _address(self, url: str) -> URL:
        wanted = URL(url, encoded=True)
        return self._api.join(URL(wanted.raw_path_qs, encoded=True))


def _signed_in(headers: dict[str, str] | None, auth: tuple[str, str] | None) -> dict[str, str]:
    signed = {"Authorization": aiohttp.encode_basic_auth(*auth)} if auth else {}
    return {**(headers or {}), **signed}


def _seconds(answer: aiohttp.ClientResponse) -> float | None:
    given = answer.headers.get("Retry-After", "")
    return float(given) if given.isascii() and given.isdecimal() else None


async def _read(answer: aiohttp.ClientResponse) -> bytes:
    body = await answer.content.read(LARGEST_ANSWER + 1)
    while len(body) <= LARGEST_ANSWER and not answer.content.at_eof():
        body += await answer.content.read(LARGEST_ANSWER + 1 - len(body))
    if len(body) > LARGEST_ANSWER:
        raise Unknown("the carrier's answer is larger than any answer of its kind")
    return body
