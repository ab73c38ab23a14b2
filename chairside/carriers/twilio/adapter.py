"""The port, spoken to Twilio through its own client library."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from math import ceil
from typing import Any
from urllib.parse import quote
from uuid import UUID

from twilio.rest import Client

from chairside.carriers.port import Accepted, Account, CarrierText, Listing, NotSent, Refused, Webhook
from chairside.carriers.twilio.answers import in_our_words, read_accepted, read_clock, read_text
from chairside.carriers.twilio.provisioning import find_webhook
from chairside.carriers.twilio.sids import uuid_to_sid
from chairside.carriers.twilio.transport import CONNECT, TOTAL, Transport

VERSION = "2010-04-01"
NOT_FOUND = 20404
NOT_ACTIVE = 20005
LARGEST_PAGE = 50  # texts; one page is one request
# without an environment of ours the library would take a sid, a token or a region from the process's own
NO_ENVIRONMENT = {"TWILIO_REGION": ""}


def load_library() -> None:
    """Read in the library's part for messages now: its first listing would, and hold up all texts for 0.4 s."""
    _ = Client("AC", "unused", environment=NO_ENVIRONMENT).messages


class TwilioCarrier:
    """Twilio, or whatever speaks its protocol at the account's address; times in seconds."""

    def __init__(self, *, connect: float = CONNECT, total: float = TOTAL) -> None:
        self._limits = {"connect": connect, "total": total}
        self._transports: dict[str, Transport] = {}

    @in_our_words
    async def send(
        self,
        account: Account,
        *,
        from_number: str,
        to_number: str,
        body: str,
        status_url: str,
        not_after: float | None = None,
    ) -> Accepted:
        """Create a message; Twilio has no key against doing it twice, so we never repeat it here.

        The one call that is made thousands of times: the library's objects would cost as much again.
        """
        form = {"To": to_number, "From": from_number, "Body": body}
        if status_url:
            form["StatusCallback"] = status_url
        path = f"/{VERSION}/Accounts/{quote(account.sid, safe='')}/Messages.json"
        answer = await self._transport(account).post(path, form, (account.sid, account.auth_token), not_after)
        return read_accepted(answer)

    async def fetch(self, account: Account, carrier_id: UUID) -> CarrierText:
        """Look one message up by its id: as a text first, then as a message with media."""
        try:
            return await self._fetch(account, uuid_to_sid(carrier_id, "SM"))
        except Refused as refused:
            if refused.code != NOT_FOUND:
                raise
        return await self._fetch(account, uuid_to_sid(carrier_id, "MM"))

    @in_our_words
    async def list_texts(
        self,
        account: Account,
        *,
        from_number: str | None = None,
        to_number: str | None = None,
        since: datetime | None = None,
        limit: int = LARGEST_PAGE,
    ) -> Sequence[CarrierText]:
        """List messages, newest first, at most `limit`; those that were not yet sent have no date to be `since`."""
        wanted: dict[str, Any] = {"page_size": min(limit, LARGEST_PAGE)}
        if from_number:
            wanted["from_"] = from_number
        if to_number:
            wanted["to"] = to_number
        if since:
            wanted["date_sent_after"] = since.astimezone(UTC)
        page = await self._client(account).messages.page_async(**wanted)
        return await _walk(page, limit)

    @in_our_words
    async def list_sent(self, account: Account, *, from_number: str, to_number: str) -> Listing:
        """List one page of messages between two numbers, with the carrier's own time from its answer's head."""
        answer = await self._client(account).messages.page_with_http_info_async(
            from_=from_number, to=to_number, page_size=LARGEST_PAGE
        )
        return Listing([read_text(found) for found in answer.data], read_clock(answer.headers))

    @in_our_words
    async def check(self, account: Account) -> None:
        """Ask for the account itself; one that is suspended or closed sends nothing."""
        found = await self._client(account).api.accounts(account.sid).fetch_async()
        if str(found.status) != "active":
            raise NotSent("the account at the carrier is not active", NOT_ACTIVE)

    @in_our_words
    async def webhook(self, account: Account, number: str) -> Webhook | None:
        """Look at the number's own setting, and at the messaging service that may overrule it."""
        return await find_webhook(self._client(account), number)

    async def close(self) -> None:
        """Close all pools."""
        for transport in self._transports.values():
            await transport.close()

    @in_our_words
    async def _fetch(self, account: Account, sid: str) -> CarrierText:
        return read_text(await self._client(account).messages(sid).fetch_async())

    def _client(self, account: Account) -> Client:
        return Client(
            account.sid,
            account.auth_token,
            http_client=self._transport(account),
            environment=NO_ENVIRONMENT,
        )

    def _transport(self, account: Account) -> Transport:
        if account.api_url not in self._transports:
            self._transports[account.api_url] = Transport(account.api_url, **self._limits)
        return self._transports[account.api_url]


async def _walk(page: Any, limit: int) -> list[CarrierText]:
    """Read page after page, no more of them than `limit` can fill: a list that leads in a circle has an end."""
    texts = [read_text(found) for found in page]
    for _ in range(1, ceil(limit / LARGEST_PAGE)):
        page = await page.next_page_async()
        if page is None:
            break
        texts += [read_text(found) for found in page]
    return texts[:limit]
