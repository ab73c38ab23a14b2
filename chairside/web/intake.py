"""The queue at the door: every request that waits goes into one transaction, then all are answered.

Texts and reports each have a lane of their own. While the database is away, a lane's batches go into
the spool instead and are answered all the same; once it is back, they are taken in before anything newer.
"""

from __future__ import annotations

import asyncio
import contextlib
import logging
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from django.conf import settings
from django.db import connection

from chairside.actions.apply_status_reports import Reported, ReportFate, apply_status_reports
from chairside.actions.receive_messages import Fate, receive_messages
from chairside.actions.receiving.knock import Knock
from chairside.actions.spooling.kept import Kept
from chairside.actions.spooling.spool import Spool, SpoolUnwritable
from chairside.actions.take_from_spool import take_from_spool
from chairside.web.own_connection import Planning, connect_alone

log = logging.getLogger(__name__)

MOST_WAITING = 2000
# not all at once: while some are written the next are read; the more there are in one, the longer all of them wait
MOST_PER_BATCH = 32
PATIENCE = 5.0  # seconds for a batch; the carrier itself waits for 15
LONGEST_FAREWELL = 2.0  # seconds; whoever then still waits is told to come back
PAUSE = 1.0  # seconds between looks at a database that was away


class DoorClosed(Exception):
    """Too many wait, or nothing can be put aside: the carrier is told to come back."""


@dataclass(frozen=True, slots=True)
class Waiting[Item, Fate_]:
    """A request that waits: what it says, as it came, and its answer (None: it was put aside)."""

    item: Item
    kept: Kept
    answer: asyncio.Future[Fate_ | None]


class Lane[Item, Fate_]:
    """One writer, one thread, one connection; as many requests per transaction as there are."""

    def __init__(self, name: str, write: Callable[[list[Item]], list[Fate_]], put_aside: PutAside) -> None:
        self._write = write
        self._planning = Planning()
        self._put_aside = put_aside
        self._waiting: asyncio.Queue[Waiting[Item, Fate_]] = asyncio.Queue(MOST_WAITING)
        self._thread = ThreadPoolExecutor(1, thread_name_prefix=name, initializer=connect_alone)
        self._writing: asyncio.Future[list[Fate_]] | None = None

    async def take(self, item: Item, kept: Kept) -> Fate_ | None:
        """Wait until it is committed and give its fate, None when it is safe in the spool; raises `DoorClosed`."""
        answer: asyncio.Future[Fate_ | None] = asyncio.get_running_loop().create_future()
        try:
            self._waiting.put_nowait(Waiting(item, kept, answer))
        except asyncio.QueueFull:
            raise DoorClosed from None
        return await answer

    async def run(self) -> None:
        """Write until cancelled."""
        while True:
            batch = [await self._waiting.get()]
            while len(batch) < MOST_PER_BATCH and not self._waiting.empty():
                batch.append(self._waiting.get_nowait())
            try:
                await self._settle(batch)
            finally:
                for _ in batch:
                    self._waiting.task_done()

    async def drain(self) -> None:
        """Wait until nothing waits any more, but not for ever."""
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(self._waiting.join(), LONGEST_FAREWELL)

    async def close(self) -> None:
        """Let thread and connection go; a thread that hangs in a frozen database is not waited for."""
        letting_go = asyncio.get_running_loop().run_in_executor(self._thread, _let_go)
        if not self._hangs():
            await letting_go
        self._thread.shutdown(wait=False)

    async def _settle(self, batch: list[Waiting[Item, Fate_]]) -> None:
        fates: list[Fate_] | list[None]
        try:
            fates = await self._stored(batch)
        except SpoolUnwritable as why:
            log.error("%s The carrier is told to come back.", why)
            _refuse(batch)
        except BaseException:
            _refuse(batch)  # cancelled: nobody may wait for ever
            raise
        else:
            _answer(batch, fates)

    async def _stored(self, batch: list[Waiting[Item, Fate_]]) -> list[Fate_] | list[None]:
        kept = [one.kept for one in batch]
        if self._hangs() or self._put_aside.is_needed():
            return await self._put_aside(kept)
        loop = asyncio.get_running_loop()
        self._writing = loop.run_in_executor(self._thread, self._written, [one.item for one in batch])
        self._writing.add_done_callback(_seen)
        try:
            return await asyncio.wait_for(asyncio.shield(self._writing), PATIENCE)
        except Exception as error:  # noqa: BLE001 - whatever it is, what came must not be lost
            # should a batch that took too long be committed after all, the spool's copy is known by its ids
            log.error("The database took nothing: %s", type(error).__name__)
            return await self._put_aside(kept)

    def _written(self, items: list[Item]) -> list[Fate_]:
        """Write in the lane's thread, which keeps its connection from batch to batch; a broken one is let go."""
        try:
            self._planning.renew()
            return self._write(items)
        except Exception:
            connection.close()
            raise

    def _hangs(self) -> bool:
        return self._writing is not None and not self._writing.done()


class PutAside:
    """The way into the spool and, once the database is back, out of it."""

    def __init__(self, spool: Spool) -> None:
        self._spool = spool
        self._disk = ThreadPoolExecutor(1, thread_name_prefix="spool")
        self._database = ThreadPoolExecutor(1, thread_name_prefix="ingest", initializer=connect_alone)
        self._bell = asyncio.Event()
        self._is_held_up = False

    def is_needed(self) -> bool:
        """Whether older requests still wait: nothing may overtake them."""
        return self._spool.waits()

    async def __call__(self, kept: list[Kept]) -> list[None]:
        """Put requests aside; raises `SpoolUnwritable`."""
        await asyncio.get_running_loop().run_in_executor(self._disk, self._spool.put, kept)
        self._bell.set()
        return [None] * len(kept)

    async def run(self) -> None:
        """Take in what waits, at once and whenever something was put aside, until cancelled."""
        while True:
            while await self._take_all():
                await self._bell.wait()
            # the database is away, or another process takes in
            await asyncio.sleep(PAUSE)

    async def _take_all(self) -> bool:
        """Take in file after file; give whether nothing is left."""
        self._bell.clear()
        try:
            while await asyncio.get_running_loop().run_in_executor(self._database, self._take):
                self._is_held_up = False
        except Exception as error:  # noqa: BLE001 - it must not end; the files stay
            if not self._is_held_up:
                log.warning("The spool waits for the database: %s", type(error).__name__)
            self._is_held_up = True
            return False
        return not self._spool.waits()

    async def close(self) -> None:
        """Let threads and connection go."""
        await asyncio.get_running_loop().run_in_executor(self._database, _let_go)
        self._database.shutdown()
        self._disk.shutdown()

    def _take(self) -> bool:
        try:
            return take_from_spool(self._spool, settings.PUBLIC_URL, datetime.now(UTC))
        except Exception:
            connection.close()
            raise


class Intake:
    """Both lanes, the spool, and what runs behind them."""

    def __init__(self, spool: Spool | None = None) -> None:
        self.spool = spool or Spool(settings.SPOOL, settings.SECRET_KEY, settings.SPOOL_BYTES)
        self.put_aside = PutAside(self.spool)
        self.texts: Lane[Knock, Fate] = Lane("texts", _receive, self.put_aside)
        self.reports: Lane[Reported, ReportFate] = Lane("reports", _report, self.put_aside)
        self._running: list[asyncio.Task[None]] = []

    def open(self) -> None:
        """Begin to take; raises `SpoolUnwritable`."""
        self.spool.open()
        self._running = [asyncio.create_task(one.run()) for one in (self.texts, self.reports, self.put_aside)]

    async def keep(self, kept: Kept) -> None:
        """Put a request aside that nobody can check now; raises `DoorClosed`."""
        try:
            await self.put_aside([kept])
        except SpoolUnwritable as why:
            log.error("%s The carrier is told to come back.", why)
            raise DoorClosed from None

    async def close(self) -> None:
        """Finish what waits, then stop."""
        await asyncio.gather(self.texts.drain(), self.reports.drain())
        for task in self._running:
            task.cancel()
        await asyncio.gather(*self._running, return_exceptions=True)
        await asyncio.gather(self.texts.close(), self.reports.close(), self.put_aside.close())


def _seen(writing: asyncio.Future[list[Any]]) -> None:
    # a batch that was not waited for may fail unheard
    if not writing.cancelled():
        writing.exception()


def _receive(knocks: list[Knock]) -> list[Fate]:
    return receive_messages(knocks, datetime.now(UTC))


def _report(reported: list[Reported]) -> list[ReportFate]:
    return apply_status_reports(reported, datetime.now(UTC))


def _let_go() -> None:
    # the connection is the thread's own: named here, in the thread, and not before
    connection.close()


def _answer[Item, Fate_](batch: list[Waiting[Item, Fate_]], fates: list[Fate_] | list[None]) -> None:
    for one, fate in zip(batch, fates, strict=True):
        if not one.answer.done():
            one.answer.set_result(fate)


def _refuse[Item, Fate_](batch: list[Waiting[Item, Fate_]]) -> None:
    for one in batch:
        if not one.answer.done():
            one.answer.set_exception(DoorClosed())
