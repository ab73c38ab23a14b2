"""The port, spoken to Twilio through its own client library."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any, Never
from uuid import UUID

from twilio.base.exceptions import TwilioException, TwilioRestException
from twilio.rest import Client

from chairside.carriers.port import (
    Accepted,
    Account,
    CarrierStatus,
    CarrierText,
    CredentialsRejected,
    NotSent,
    Refused,
    Unknown,
)
from chairside.carriers.twilio.sids import sid_to_uuid, uuid_to_sid
from chairside.carriers.twilio.transport import CONNECT, TOTAL, Transport

BAD_CREDENTIALS = frozenset({20003, 20005})
# the carrier has no room now; nothing was taken
NO_ROOM = frozenset({20429, 21611, 30001, 30022, 30023, 30027})


class TwilioCarrier:
    """Twilio, or whatever speaks its protocol at the account's address."""

    def __init__(self, *, connect: float = CONNECT, total: float = TOTAL) -> None:
        self._limits = {"connect": connect, "total": total}
        self._transports: dict[str, Transport] = {}

    async def send(self, account: Account, *, from_number: str, to_number: str, body: str, status_url: str) -> Accepted:
        """Create a message; Twilio has no key against doing it twice, so we never repeat it here."""
        try:
            made = await self._client(account).messages.create_async(
                to=to_number, from_=from_number, body=body, status_callback=status_url
            )
            return Accepted(sid_to_uuid(made.sid), CarrierStatus(made.status))
        except (TwilioException, ValueError, TypeError, KeyError) as error:
            _tell(error)

    async def fetch(self, account: Account, carrier_id: UUID) -> CarrierText:
        """Look one message up by its id."""
        try:
            found = await self._client(account).messages(uuid_to_sid(carrier_id)).fetch_async()
            return _text(found)
        except (TwilioException, ValueError, TypeError, KeyError) as error:
            _tell(error)

    async def list_texts(
        self,
        account: Account,
        *,
        from_number: str | None = None,
        to_number: str | None = None,
        since: datetime | None = None,
        limit: int = 50,
    ) -> Sequence[CarrierText]:
        """List messages, newest first, at most `limit`."""
        wanted: dict[str, Any] = {"limit": limit, "page_size": min(limit, 50)}
        if from_number:
            wanted["from_"] = from_number
        if to_number:
            wanted["to"] = to_number
        if since:
            wanted["date_sent_after"] = since.astimezone(UTC)
        try:
            found = await self._client(account).messages.list_async(**wanted)
            return [_text(one) for one in found]
        except (TwilioException, ValueError, TypeError, KeyError) as error:
            _tell(error)

    async def check(self, account: Account) -> None:
        """Ask for the account itself."""
        try:
            await self._client(account).api.accounts(account.sid).fetch_async()
        except (TwilioException, ValueError, TypeError, KeyError) as error:
            _tell(error)

    async def close(self) -> None:
        """Close all pools."""
        for transport in self._transports.values():
            await transport.close()

    def _client(self, account: Account) -> Client:
        if account.api_url not in self._transports:
            self._transports[account.api_url] = Transport(account.api_url, **self._limits)
        return Client(account.sid, account.auth_token, http_client=self._transports[account.api_url])


def _tell(error: Exception) -> Never:
    """Say a failed call in the port's words; what cannot be read is unknown, never repeated."""
    if not isinstance(error, TwilioRestException):
        raise Unknown("the carrier's answer cannot be read") from None
    code = error.code or None
    if error.status == 401 or code in BAD_CREDENTIALS:
        raise CredentialsRejected("the carrier rejects the credentials", code) from None
    if error.status == 429 or code in NO_ROOM:
        raise NotSent("the carrier has no room", code) from None
    if 400 <= error.status < 500:
        raise Refused("the carrier refuses the text", code) from None
    raise Unknown("the carrier failed", code) from None


def _text(found: Any) -> CarrierText:
    return CarrierText(
        carrier_id=sid_to_uuid(found.sid),
        is_inbound=str(found.direction) == "inbound",
        from_number=found.from_,
        to_number=found.to,
        body=found.body or "",
        status=str(found.status),
        error_code=int(found.error_code) if found.error_code else None,
        created_at=found.date_created,
        media_count=int(found.num_media or 0),
    )
