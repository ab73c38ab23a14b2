"""The queue at the door: every text that waits goes into one transaction, then all are answered."""

import asyncio
import contextlib
import logging
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime

from django.db import connection

from chairside.actions.receive_messages import Fate, receive_messages
from chairside.actions.receiving.knock import Knock

log = logging.getLogger(__name__)

MOST_WAITING = 2000
MOST_PER_BATCH = 200
LONGEST_FAREWELL = 2.0  # seconds; whoever then still waits is told to come back


class DoorClosed(Exception):
    """Too many texts wait, or the database is away: the carrier is told to come back."""


class Intake:
    """One writer, one thread, one connection; as many texts per transaction as there are."""

    def __init__(self) -> None:
        self._waiting: asyncio.Queue[tuple[Knock, asyncio.Future[Fate]]] = asyncio.Queue(MOST_WAITING)
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="intake")
        self._writer: asyncio.Task[None] | None = None

    def open(self) -> None:
        """Begin to take texts."""
        self._writer = asyncio.create_task(self._write())

    async def take(self, knock: Knock) -> Fate:
        """Wait until the text is committed and give its fate; raise `DoorClosed` if it cannot be."""
        answer: asyncio.Future[Fate] = asyncio.get_running_loop().create_future()
        try:
            self._waiting.put_nowait((knock, answer))
        except asyncio.QueueFull:
            raise DoorClosed from None
        return await answer

    async def close(self) -> None:
        """Finish what waits, then stop."""
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(self._waiting.join(), LONGEST_FAREWELL)
        if self._writer:
            self._writer.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await self._writer
        await asyncio.get_running_loop().run_in_executor(self._thread, _let_go)
        self._thread.shutdown()

    async def _write(self) -> None:
        loop = asyncio.get_running_loop()
        while True:
            batch = [await self._waiting.get()]
            while len(batch) < MOST_PER_BATCH and not self._waiting.empty():
                batch.append(self._waiting.get_nowait())
            knocks = [knock for knock, _ in batch]
            try:
                fates = await loop.run_in_executor(self._thread, _receive, knocks)
            except Exception as error:  # noqa: BLE001 - every waiting request must be answered
                log.error("The database took no texts: %s", type(error).__name__)
                _refuse(batch)
            else:
                _answer(batch, fates)
            for _ in batch:
                self._waiting.task_done()


def _receive(knocks: list[Knock]) -> list[Fate]:
    """The thread keeps its connection from batch to batch; a broken one is let go."""
    try:
        return receive_messages(knocks, datetime.now(UTC))
    except Exception:
        connection.close()
        raise


def _let_go() -> None:
    # the connection is the thread's own: named here, in the thread, and not before
    connection.close()


def _answer(batch: list[tuple[Knock, asyncio.Future[Fate]]], fates: list[Fate]) -> None:
    for (_, answer), fate in zip(batch, fates, strict=True):
        if not answer.done():
            answer.set_result(fate)


def _refuse(batch: list[tuple[Knock, asyncio.Future[Fate]]]) -> None:
    for _, answer in batch:
        if not answer.done():
            answer.set_exception(DoorClosed())
