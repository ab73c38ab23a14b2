"""Carry queued texts to the carrier: as many at once as may be, each pair's one after another."""

import asyncio
import logging

from asgiref.sync import sync_to_async
from django.db import DatabaseError

from chairside.actions.deliver_message import deliver_message
from chairside.actions.sending.claim import Claim, claim
from chairside.carriers.port import Carrier
from chairside.work.continuing import Continuing

log = logging.getLogger(__name__)

MOST_IN_FLIGHT = 20
LONGEST_SLEEP = 1.0  # seconds; a text put back for later is due without a ring


class Sender:
    """Claims what is due whenever the bell rings, and at least once a second."""

    def __init__(self, carrier: Carrier, *, public_url: str, carrier_url: str, continuing: Continuing) -> None:
        self.carrier = carrier
        self.continuing = continuing
        self.public_url = public_url
        self.carrier_url = carrier_url
        self._bell = asyncio.Event()
        self._flying: set[asyncio.Task[None]] = set()

    def wake(self, _: str = "") -> None:
        """Something was put into the queue."""
        self._bell.set()

    async def run(self) -> None:
        """Send until cancelled; what is in flight is then brought to its end."""
        try:
            while True:
                await self._send_what_is_due()
                try:
                    await asyncio.wait_for(self._bell.wait(), LONGEST_SLEEP)
                except TimeoutError:
                    continue
                finally:
                    self._bell.clear()
        finally:
            if self._flying:
                await asyncio.wait(self._flying)

    async def _send_what_is_due(self) -> None:
        while room := MOST_IN_FLIGHT - len(self._flying):
            try:
                claims = await sync_to_async(claim)(room, self.continuing.counted)
            except DatabaseError as error:
                log.warning("The send queue is out of reach: %s", type(error).__name__)
                return
            for claimed in claims:
                self._fly(claimed)
            if not claims:
                return

    def _fly(self, claimed: Claim) -> None:
        task = asyncio.create_task(self._deliver(claimed))
        self._flying.add(task)
        task.add_done_callback(self._landed)

    def _landed(self, task: asyncio.Task[None]) -> None:
        self._flying.discard(task)
        # its place is free, and the next text of its pair may go
        self._bell.set()

    async def _deliver(self, claimed: Claim) -> None:
        try:
            await deliver_message(claimed, self.carrier, public_url=self.public_url, carrier_url=self.carrier_url)
        except DatabaseError as error:
            # the attempt, if there was one, is found out about by its own check
            log.error("A hand-over could not be written down: %s", type(error).__name__)
