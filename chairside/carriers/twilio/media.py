"""Pictures from Twilio: asked for at its API alone, and followed to its own stores alone.

Twilio answers a media address with a redirect to a store of its own, whose address is valid for some
hours. Nothing else is followed, no address of a private network is connected to, and the account's
token is shown to the API only. Source: Twilio, "Media subresource", and its article on protecting media.
"""

from __future__ import annotations

import json
import re
import socket
from collections.abc import Sequence
from ipaddress import ip_address
from uuid import UUID

import aiohttp
from aiohttp.abc import AbstractResolver, ResolveResult
from yarl import URL

from chairside.carriers.media import Unfetchable, Why
from chairside.carriers.port import Account, Media, Unknown
from chairside.carriers.twilio.sids import uuid_to_sid

API = URL("https://api.twilio.com")
STORES = frozenset({"mms.twiliocdn.com", "media.twiliocdn.com"})
MEDIA_PATH = re.compile(
    r"/2010-04-01/Accounts/(?P<account>AC[0-9a-fA-F]{32})/Messages/[MS]M[0-9a-fA-F]{32}/Media/ME[0-9a-fA-F]{32}"
)
MOST_HOPS = 2
REDIRECTS = frozenset({301, 302, 303, 307, 308})
GONE = frozenset({404, 410})
CONNECT, TOTAL = 5.0, 30.0  # seconds
LARGEST_LIST = 256 * 1024  # bytes


class TwilioMedia:
    """Twilio's pictures, or those of whatever speaks its protocol at the account's address."""

    def __init__(self) -> None:
        self._sessions: dict[bool, aiohttp.ClientSession] = {}

    async def fetch(self, account: Account, url: str, most: int) -> bytes:
        """Give a file; raises `Unfetchable`, or a `CarrierFailure` where asking again may help."""
        address = asked_for(account, url)
        try:
            for _ in range(MOST_HOPS + 1):
                async with self._get(account, address) as answer:
                    if answer.status not in REDIRECTS:
                        return await _content(answer, most)
                    address = followed(address, answer.headers.get("Location", ""))
        except (aiohttp.ClientError, TimeoutError, OSError, ValueError) as error:
            raise Unknown(f"the picture could not be fetched: {type(error).__name__}") from None
        raise Unfetchable(Why.FOREIGN)

    async def list_media(self, account: Account, carrier_id: UUID) -> Sequence[Media]:
        """Give the files of a text."""
        path = f"/2010-04-01/Accounts/{account.sid}/Messages/{uuid_to_sid(carrier_id, 'MM')}/Media.json"
        try:
            async with self._get(account, URL(account.api_url).with_path(path)) as answer:
                return _listed(answer.url.origin(), await _content(answer, LARGEST_LIST))
        except (aiohttp.ClientError, TimeoutError, OSError, ValueError, LookupError, TypeError) as error:
            raise Unknown(f"the list of pictures could not be read: {type(error).__name__}") from None

    async def close(self) -> None:
        """Close all pools."""
        for session in self._sessions.values():
            await session.close()

    def _get(self, account: Account, address: URL) -> aiohttp.client._RequestContextManager:
        is_api = address.origin() == URL(account.api_url).origin()
        headers = {"Authorization": aiohttp.encode_basic_auth(account.sid, account.auth_token)} if is_api else {}
        # a carrier at another address than Twilio's is one that the operator has set: it may be on this machine
        may_be_private = is_api and URL(account.api_url).origin() != API
        return self._session(may_be_private).get(address, headers=headers, allow_redirects=False)

    def _session(self, may_be_private: bool) -> aiohttp.ClientSession:
        if may_be_private not in self._sessions:
            self._sessions[may_be_private] = aiohttp.ClientSession(
                timeout=aiohttp.ClientTimeout(total=TOTAL, sock_connect=CONNECT),
                connector=aiohttp.TCPConnector(limit=4, resolver=None if may_be_private else PublicOnly()),
                # no proxy and no password file of the machine's decides where this goes
                trust_env=False,
            )
        return self._sessions[may_be_private]


class PublicOnly(AbstractResolver):
    """Finds addresses on the public network only; what it finds is what is connected to."""

    def __init__(self) -> None:
        self._resolver = aiohttp.ThreadedResolver()

    async def resolve(
        self, host: str, port: int = 0, family: socket.AddressFamily = socket.AF_INET
    ) -> list[ResolveResult]:
        """Resolve a name; raises `Unfetchable` when any of its addresses is private."""
        found = await self._resolver.resolve(host, port, family)
        if not all(ip_address(one["host"].split("%")[0]).is_global for one in found):
            raise Unfetchable(Why.FOREIGN)
        return found

    async def close(self) -> None:
        """Nothing is held."""
        await self._resolver.close()


def asked_for(account: Account, url: str) -> URL:
    """Read a picture's address: the account's own, at its own API; raises `Unfetchable` for any other."""
    try:
        address = URL(url)
        match = MEDIA_PATH.fullmatch(address.raw_path)
        is_own = address.origin() == URL(account.api_url).origin() and match is not None and not address.user
    except ValueError:
        raise Unfetchable(Why.FOREIGN) from None
    if not is_own or match is None or match["account"] != account.sid:
        raise Unfetchable(Why.FOREIGN)
    return address


def followed(address: URL, location: str) -> URL:
    """Read where the carrier leads: one of its stores, encrypted; raises `Unfetchable` for any other."""
    try:
        target = address.join(URL(location, encoded=True))
        is_store = target.scheme == "https" and target.host in STORES and target.port == 443 and not target.user
    except ValueError:
        raise Unfetchable(Why.FOREIGN) from None
    if not location or not is_store:
        raise Unfetchable(Why.FOREIGN)
    return target


async def _content(answer: aiohttp.ClientResponse, most: int) -> bytes:
    if answer.status in GONE:
        raise Unfetchable(Why.GONE)
    if answer.status != 200:
        raise Unknown(f"the carrier answered {answer.status} for a picture")
    if (answer.content_length or 0) > most:
        raise Unfetchable(Why.TOO_LARGE)
    content = bytearray()
    async for piece in answer.content.iter_any():
        content += piece
        if len(content) > most:
            raise Unfetchable(Why.TOO_LARGE)
    return bytes(content)


def _listed(origin: URL, content: bytes) -> list[Media]:
    return [
        Media(str(origin.join(URL(one["uri"].removesuffix(".json")))), str(one.get("content_type", "")))
        for one in json.loads(content)["media_list"]
    ]
