"""Who looks on: pages that want to know which phones have changed."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator

STILL_HERE = 15.0  # seconds; a stream that is silent for longer looks dead


class Watchers:
    """All open pages; what changes while a page is busy is told at once afterwards."""

    def __init__(self) -> None:
        self._open: dict[asyncio.Event, set[str]] = {}
        self._is_closed = False

    def tell(self, *numbers: str) -> None:
        """Ring for these phones."""
        for bell, changed in self._open.items():
            changed.update(numbers)
            bell.set()

    async def changes(self) -> AsyncIterator[list[str]]:
        """Give the phones that changed, again and again; an empty list means that all is quiet."""
        bell = asyncio.Event()
        self._open[bell] = set()
        try:
            while not self._is_closed:
                try:
                    await asyncio.wait_for(bell.wait(), STILL_HERE)
                except TimeoutError:
                    yield []
                    continue
                bell.clear()
                changed, self._open[bell] = self._open[bell], set()
                if changed:
                    yield sorted(changed)
        finally:
            del self._open[bell]

    def close(self) -> None:
        """Let all pages go."""
        self._is_closed = True
        for bell in self._open:
            bell.set()
