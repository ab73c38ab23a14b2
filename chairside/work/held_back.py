"""Attempts that are written down and must not set out any more: their phone has opted out since."""

from datetime import timedelta
from time import monotonic
from uuid import UUID

from chairside.rules.delivery import FRESH

REMEMBERED = 2 * FRESH / timedelta(seconds=1)  # seconds; an attempt that is older sets out no more anyway


class HeldBack:
    """Remembers them for as long as they could set out; most are some other worker's, or have left."""

    def __init__(self) -> None:
        self._since: dict[UUID, float] = {}

    def add(self, attempt_id: UUID) -> None:
        now = monotonic()
        self._since = {one: since for one, since in self._since.items() if since > now - REMEMBERED}
        self._since[attempt_id] = now

    def __contains__(self, attempt_id: UUID) -> bool:
        return attempt_id in self._since
