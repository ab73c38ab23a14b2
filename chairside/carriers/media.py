"""What the house asks of a carrier about pictures: one narrow port of its own."""

from collections.abc import Sequence
from enum import StrEnum
from typing import Protocol
from uuid import UUID

from chairside.carriers.port import Account, Media


class Why(StrEnum):
    """Why a file can never be had from the carrier."""

    FOREIGN = "foreign"  # its address is not the carrier's
    TOO_LARGE = "too large"
    GONE = "gone"


class Unfetchable(Exception):
    """Asking again is useless."""

    def __init__(self, why: Why) -> None:
        super().__init__(why)
        self.why = why


class MediaSource(Protocol):
    """Where the pictures of texts are; each call raises `CarrierFailure` where asking again may help."""

    async def fetch(self, account: Account, url: str, most: int) -> bytes:
        """Give a file of at most so many bytes; raises `Unfetchable`."""

    async def list_media(self, account: Account, carrier_id: UUID) -> Sequence[Media]:
        """Give the addresses of a text's files, in its order."""

    async def close(self) -> None:
        """Let go of all connections."""
