"""A text at the door: what the carrier said, in our words."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID


@dataclass(frozen=True, slots=True)
class Knock:
    """One inbound text, its signature already checked; `account_sid` is whose number was written to."""

    carrier_id: UUID
    account_sid: str
    from_number: str
    to_number: str
    body: str
    media_count: int = 0
    carrier_says: str | None = None
    at: datetime | None = None

    def __repr__(self) -> str:
        return f"Knock({self.carrier_id})"
