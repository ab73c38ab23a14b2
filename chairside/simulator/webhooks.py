"""The carrier's knocks at the practice: signed, posted once, never repeated by themselves."""

from __future__ import annotations

import asyncio
import logging
from typing import Any
from urllib.parse import urldefrag, urlsplit, urlunsplit

import aiohttp
from yarl import URL

from chairside.simulator.texts import Number
from chairside.simulator.twilio_forms import signature

log = logging.getLogger(__name__)

LIMIT = 15.0  # seconds, as with Twilio
NO_ANSWER = 0


class Webhooks:
    """One pool of connections to the practice."""

    def __init__(self) -> None:
        self.routes: dict[str, str] = {}
        self._session: aiohttp.ClientSession | None = None

    async def knock(self, number: Number, url: str, parameters: dict[str, str], fault: dict[str, Any]) -> int:
        """Post to the practice; give the status it answered, 0 for none. `fault` may spoil it."""
        if fault.get("lose") or not url:
            return NO_ANSWER
        await asyncio.sleep(fault.get("delay", 0))
        times = fault.get("copies", 2 if fault.get("double") else 1)
        is_forged = bool(fault.get("forge"))
        answers = await asyncio.gather(*(self._post(number, url, parameters, is_forged) for _ in range(times)))
        return answers[0]

    async def close(self) -> None:
        """Close the pool."""
        if self._session:
            await self._session.close()

    async def _post(self, number: Number, url: str, parameters: dict[str, str], is_forged: bool) -> int:
        # what stands after # tells Twilio how to connect; it is neither sent nor signed
        address = urldefrag(url).url
        signed = "forged" if is_forged else signature(number.auth_token, address, parameters)
        headers = {"X-Twilio-Signature": signed, "User-Agent": "TwilioProxy/1.1"}
        try:
            async with self._web().post(
                self._routed(address), data=parameters, headers=headers, allow_redirects=False
            ) as answer:
                return answer.status
        except (aiohttp.ClientError, TimeoutError, OSError):
            log.info("A webhook was not answered")
            return NO_ANSWER

    def _routed(self, address: str) -> URL:
        """Where the practice's proxy would lead; the address as it was signed stays in its path."""
        for beginning, server in self.routes.items():
            if address.startswith(beginning):
                parts = urlsplit(address)
                return URL(server + urlunsplit(("", "", parts.path, parts.query, "")), encoded=True)
        return URL(address, encoded=True)

    def _web(self) -> aiohttp.ClientSession:
        if self._session is None:
            self._session = aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(total=LIMIT))
        return self._session
