"""How far this worker has seen the database count: it never sends from one that has gone back in time."""

import asyncio
import contextlib
import logging
from pathlib import Path

from asgiref.sync import sync_to_async
from django.db import Error

from chairside.actions.restored.count_on import count_on

log = logging.getLogger(__name__)

PAUSE = 1.0  # seconds between tries while the database is away


class Continuing:
    """Counts on; `counted` is shown with every claim."""

    def __init__(self, directory: Path) -> None:
        self.directory = directory
        self.counted = 0

    async def begin(self, ended: asyncio.Event) -> None:
        """Compare before anything is sent, however long the database is away."""
        while not ended.is_set():
            try:
                await self.count_on()
            except Error as error:
                log.warning("The database is out of reach: %s", type(error).__name__)
                with contextlib.suppress(TimeoutError):
                    await asyncio.wait_for(ended.wait(), PAUSE)
            else:
                break

    async def count_on(self) -> None:
        """Compare, and count one further."""
        try:
            self.counted = await sync_to_async(count_on)(self.directory)
        except OSError as error:
            log.error("The file beside the spool cannot be written: %s", error.strerror)
