"""A text at the door: what the carrier said, in our words."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from chairside.carriers.port import InboundText, Media


@dataclass(frozen=True, slots=True)
class Knock:
    """One inbound text, its signature already checked; `account_sid` is whose number was written to.

    `at` is when it came, where that was not just now: it waited in the spool, or never knocked at all.
    """

    carrier_id: UUID
    account_sid: str
    from_number: str
    to_number: str
    body: str
    media_count: int = 0
    carrier_says: str | None = None
    at: datetime | None = None
    media: tuple[Media, ...] = ()
    # found in the carrier's list: strangers among them were never at the door, and are not counted
    is_pulled: bool = False
    # signed with a token of the very number that it was written to, whatever account it names: that may have changed
    is_at_its_door: bool = False

    def __repr__(self) -> str:
        return f"Knock({self.carrier_id})"


def knock_of(text: InboundText, at: datetime | None = None, *, door: str = "") -> Knock:
    """Make a knock of what a webhook tells; `door` is the number at whose address it knocked, with its signature."""
    return Knock(
        carrier_id=text.carrier_id,
        account_sid=text.account_sid,
        from_number=text.from_number,
        to_number=text.to_number,
        body=text.body,
        media_count=len(text.media),
        carrier_says=text.opt_out_type,
        at=at,
        media=text.media,
        is_at_its_door=text.to_number == door,
    )
