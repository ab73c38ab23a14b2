"""Carry queued texts to the carrier: many at once, each pair's one after another, replies before all else."""

import asyncio
import heapq
import logging
from collections.abc import Sequence
from contextlib import suppress
from time import monotonic
from uuid import UUID

from django.db import Error, InterfaceError, OperationalError

from chairside.actions.deliver_message import deliver_message, fresh_until
from chairside.actions.sending.begin import HandOver, begin
from chairside.actions.sending.claim import Claim, claim
from chairside.actions.sending.settle import Ending, settle
from chairside.carriers.port import Carrier, TooLate
from chairside.rules.delivery import Lane
from chairside.rules.pace import PEOPLE_WAIT_FOR
from chairside.work.ahead import Ahead
from chairside.work.continuing import Continuing
from chairside.work.database_thread import DatabaseThread
from chairside.work.held_back import HeldBack

log = logging.getLogger(__name__)

IN_FLIGHT = 50
FOR_REPLIES = 10  # calls more, for texts that a person waits for, while slow ones take all others
AT_ONCE = 200  # endings written down in one transaction
LONGEST_SLEEP = 1.0  # seconds; a text put back for later is due without a ring
DATABASE_PAUSE = 0.5  # seconds
LAST_WORDS = 10.0  # seconds in which the endings of the last calls must be written down


class Sender:
    """Takes out what is due whenever the bell rings, and at least once a second."""

    def __init__(self, carrier: Carrier, *, public_url: str, carrier_url: str, continuing: Continuing) -> None:
        self.carrier = carrier
        self.continuing = continuing
        self.public_url = public_url
        self.carrier_url = carrier_url
        self._bell = asyncio.Event()
        self._ready: list[tuple[HandOver, float]] = []
        self._flying: set[asyncio.Task[None]] = set()
        self._endings: list[Ending] = []
        self._ended = asyncio.Event()
        self._taker: asyncio.Task[float] | None = None
        self._beginner: asyncio.Task[None] | None = None
        self._claimed = 0
        self._replies_ready = 0
        self._ahead = Ahead()
        self._held_back = HeldBack()
        self._is_ending = False
        self._claiming = DatabaseThread("claiming")
        self._beginning = DatabaseThread("beginning")
        self._settling = DatabaseThread("settling")

    def wake(self, opted_out: str = "") -> None:
        """Something was put into the queue or may leave it now; or the phone of this attempt (its id) has opted out."""
        if opted_out:
            self._held_back.add(UUID(opted_out))
        self._bell.set()

    async def run(self) -> None:
        """Send until cancelled; what is in flight is then brought to its end and written down."""
        writer = asyncio.create_task(self._write_down_endings())
        try:
            while True:
                self._taker = asyncio.create_task(self._send_what_is_due())
                wait = await asyncio.shield(self._taker)
                with suppress(TimeoutError):
                    await asyncio.wait_for(self._bell.wait(), wait)
                self._bell.clear()
        finally:
            await self._bring_to_an_end(writer)

    async def _send_what_is_due(self) -> float:
        """Give for how many seconds there is nothing to do."""
        while not self._is_ending and (most := self._room()) > 0:
            lanes = Lane.CAMPAIGN if self._room_for_all() > 0 else max(PEOPLE_WAIT_FOR)
            not_after = fresh_until()
            try:
                claims = await self._claiming.run(claim, most, lanes, self.continuing.counted)
            except Error as error:
                return _out_of_reach(error)
            # the attempts of one batch are written down while the next batch is claimed
            if self._beginner:
                await self._beginner
            if not claims.taken:
                return min(claims.wait or LONGEST_SLEEP, LONGEST_SLEEP)
            self._claimed = len(claims.taken)
            self._beginner = asyncio.create_task(self._begin(claims.taken, not_after))
        return LONGEST_SLEEP

    async def _begin(self, taken: Sequence[Claim], not_after: float) -> None:
        try:
            hand_overs = await self._beginning.run(begin, taken, self.carrier_url)
        except Error as error:
            # another claims them when their lease has run out
            _out_of_reach(error)
            return
        finally:
            self._claimed = 0
        for hand_over in hand_overs:
            heapq.heappush(self._ready, (hand_over, not_after))
            self._replies_ready += hand_over.lane in PEOPLE_WAIT_FOR
        self._fly()

    def _room(self) -> int:
        room = self._room_for_all()
        # however much is ahead of a carrier that has become slow, a reply finds a place
        return room if room > 0 else FOR_REPLIES - self._replies_ready - max(0, len(self._flying) - IN_FLIGHT)

    def _room_for_all(self) -> int:
        return IN_FLIGHT + self._ahead.most(monotonic()) - self._claimed - len(self._ready) - len(self._flying)

    def _fly(self) -> None:
        while self._ready and not self._is_ending and len(self._flying) < self._slots(self._ready[0][0]):
            hand_over, not_after = heapq.heappop(self._ready)
            self._replies_ready -= hand_over.lane in PEOPLE_WAIT_FOR
            task = asyncio.create_task(self._call(hand_over, not_after))
            self._flying.add(task)
            task.add_done_callback(self._landed)

    def _slots(self, hand_over: HandOver) -> int:
        return IN_FLIGHT + FOR_REPLIES if hand_over.lane in PEOPLE_WAIT_FOR else IN_FLIGHT

    async def _call(self, hand_over: HandOver, not_after: float) -> None:
        self._endings.append(await self._deliver(hand_over, not_after))
        self._ended.set()

    async def _deliver(self, hand_over: HandOver, not_after: float) -> Ending:
        if hand_over.attempt_id in self._held_back:
            # back in the queue the gate says why it does not leave
            return Ending(hand_over.attempt_id, TooLate("the phone has opted out"))
        return await deliver_message(hand_over, self.carrier, public_url=self.public_url, not_after=not_after)

    def _landed(self, task: asyncio.Task[None]) -> None:
        self._flying.discard(task)
        self._ahead.count_one(monotonic())
        self._fly()
        # its place is free; once it is written down, the next text of its pair may go
        self._bell.set()

    async def _write_down_endings(self) -> None:
        """Write down all that have ended while the ones before them were written down: no timer, no delay."""
        while True:
            await self._ended.wait()
            self._ended.clear()
            while batch := self._endings[:AT_ONCE]:
                await self._write_down(batch)
                del self._endings[: len(batch)]
                self._bell.set()

    async def _write_down(self, batch: list[Ending]) -> None:
        while True:
            try:
                return await self._settling.run(settle, batch)
            except (OperationalError, InterfaceError):
                # the database is away: what is known must not be lost
                await asyncio.sleep(DATABASE_PAUSE)
            except Exception:  # noqa: BLE001 - one that cannot be written down holds up none of the others, nor sending
                return await self._write_down_each(batch)

    async def _write_down_each(self, batch: list[Ending]) -> None:
        for ending in batch:
            try:
                await self._settling.run(settle, [ending])
            except Exception as error:  # noqa: BLE001
                # the attempt is found out about by its own check
                log.error(
                    "The end of attempt %s could not be written down: %s", ending.attempt_id, type(error).__name__
                )

    async def _bring_to_an_end(self, writer: asyncio.Task[None]) -> None:
        self._is_ending = True
        if self._taker:
            await asyncio.wait([self._taker])
        if self._beginner:
            await asyncio.wait([self._beginner])
        # those that have not set out go back into the queue
        self._endings += [Ending(one.attempt_id, TooLate("the worker ends")) for one, _ in self._ready]
        if self._flying:
            await asyncio.wait(self._flying)
        self._ended.set()
        with suppress(TimeoutError):
            async with asyncio.timeout(LAST_WORDS):
                while self._endings:  # noqa: ASYNC110 - the writer empties it
                    await asyncio.sleep(0.01)
        writer.cancel()
        with suppress(asyncio.CancelledError):
            await writer
        await self._claiming.close()
        await self._beginning.close()
        await self._settling.close()


def _out_of_reach(error: Error) -> float:
    log.warning("The send queue is out of reach: %s", type(error).__name__)
    return DATABASE_PAUSE
