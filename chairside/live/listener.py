"""Listen to the bell: one database connection per process, opened again whenever it breaks."""

import asyncio
import contextlib
import logging
from collections.abc import AsyncIterator, Callable

import psycopg
from django.db import connections
from psycopg import sql

log = logging.getLogger(__name__)

LONGEST_PAUSE = 2.0  # seconds between tries while the database is away


class Listener:
    """Calls `heard` with every payload, and `missed` whenever rings may have been missed."""

    def __init__(self, channel: str, heard: Callable[[str], None], missed: Callable[[], None]) -> None:
        self.channel = channel
        self.heard = heard
        self.missed = missed

    async def run(self) -> None:
        """Listen until cancelled."""
        pause = 0.1
        while True:
            try:
                async for payload in self._payloads():
                    pause = 0.1
                    self.heard(payload)
            except psycopg.Error:
                log.warning("The bell is out of reach; listening again in %.1f s", pause)
            await asyncio.sleep(pause)
            pause = min(pause * 2, LONGEST_PAUSE)

    async def _payloads(self) -> AsyncIterator[str]:
        parameters = connections["default"].get_connection_params()
        for name in ("pool", "cursor_factory", "context", "prepare_threshold"):
            parameters.pop(name, None)
        listening = await psycopg.AsyncConnection.connect(**parameters, autocommit=True)
        async with contextlib.aclosing(listening.notifies()) as rings, listening:
            await listening.execute(sql.SQL("LISTEN {}").format(sql.Identifier(self.channel)))
            # what broke this connection broke those of the pool, and all screens ask at once now
            await asyncio.to_thread(renew_pool)
            self.missed()
            async for notification in rings:
                yield notification.payload


def renew_pool() -> None:
    """Replace the connections of this process's pool that are broken."""
    pool = connections["default"].pool  # type: ignore[attr-defined]
    if pool:
        pool.check()
