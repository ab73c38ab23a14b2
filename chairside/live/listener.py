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
SILENCE = 10.0  # seconds after which a silent connection must show that it still hears
GATHERING = 0.02  # seconds after a ring in which all that rings is heard together: waking up for each costs more


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
            except (psycopg.Error, TimeoutError):
                log.warning("The bell is out of reach; listening again in %.1f s", pause)
            except Exception as error:  # noqa: BLE001 - without the bell no screen is live: it must not end
                log.error("The bell fell silent: %s; listening again in %.1f s", type(error).__name__, pause)
            await asyncio.sleep(pause)
            pause = min(pause * 2, LONGEST_PAUSE)

    async def _payloads(self) -> AsyncIterator[str]:
        parameters = connections["default"].get_connection_params()
        for name in ("pool", "cursor_factory", "context", "prepare_threshold"):
            parameters.pop(name, None)
        async with await psycopg.AsyncConnection.connect(**parameters, autocommit=True) as listening:
            await listening.execute(sql.SQL("LISTEN {}").format(sql.Identifier(self.channel)))
            # what broke the connection before broke those of the pool, and all screens ask at once now
            asyncio.get_running_loop().run_in_executor(None, renew_pool)
            self.missed()
            while True:
                is_silent = True
                # ends with all that rang at once
                async with contextlib.aclosing(listening.notifies(timeout=SILENCE, stop_after=1)) as rings:
                    async for notification in rings:
                        is_silent = False
                        yield notification.payload
                if is_silent:
                    async with asyncio.timeout(SILENCE):
                        await listening.execute("SELECT")
                else:
                    await asyncio.sleep(GATHERING)


def renew_pool() -> None:
    """Replace the connections of this process's pool that are broken; one that nobody has opened yet has none."""
    pool = connections["default"].pool  # type: ignore[attr-defined]
    if pool and not pool.closed:
        pool.check()
