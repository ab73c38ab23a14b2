"""What a kind of communication knows about its planned texts, when they are released and when they are sent."""

from collections.abc import Collection, Hashable, Sequence
from datetime import datetime
from typing import Protocol
from uuid import UUID

from chairside.models import PlannedMessage
from chairside.rules.communications.leave import Terms, Verdict
from chairside.rules.communications.why import Why
from chairside.rules.delivery import Lane


class Cause(Protocol):
    """One kind, with what it has looked up for the rows at hand; rows come with patient, contact and location."""

    def __init__(self, rows: Sequence[PlannedMessage]) -> None: ...

    def ready(self, row: PlannedMessage) -> bool:
        """Whether the row can be decided now; False when somebody changes its cause at this moment."""

    def against(self, row: PlannedMessage, now: datetime) -> Why | None:
        """Say why the cause of the row is gone; None when it still stands."""

    def overtaken(self, rows: Collection[PlannedMessage]) -> dict[UUID, Why]:
        """Give the rows, of those that are due, that yield to another of them."""

    def bundle(self, row: PlannedMessage) -> Hashable:
        """Rows with the same bundle become one text."""

    def otherwise(self, row: PlannedMessage, verdict: Verdict, now: datetime) -> Verdict:
        """Find another way for a text that may not go as it is; give what becomes of the row."""

    def terms(self, row: PlannedMessage) -> Terms:
        """Give what the text is, and the hours it keeps."""

    def body(self, rows: Sequence[PlannedMessage], language: str, phone: str) -> str:
        """Write the one text about these rows."""

    def name(self, row: PlannedMessage) -> str:
        """Name the communication, as it stands under the text."""

    def lane(self, row: PlannedMessage, now: datetime) -> Lane:
        """Say how urgent it is."""

    def released(self, rows: Sequence[PlannedMessage], now: datetime) -> None:
        """Note on the causes that their texts are on their way."""
