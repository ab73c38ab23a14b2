"""The worker: one process that sends, checks and looks after things, until it is told to end."""

import asyncio
import gc
import logging
import signal

import uvloop
from asgiref.sync import sync_to_async
from django.conf import settings
from django.db import Error, connections

from chairside.carriers.port import Carrier
from chairside.carriers.twilio import TwilioCarrier, TwilioMedia, load_library
from chairside.live.changes import QUEUE
from chairside.live.listener import Listener
from chairside.work.chores import Chore, chores
from chairside.work.continuing import Continuing
from chairside.work.receiving_chores import receiving_chores
from chairside.work.sender import Sender

log = logging.getLogger(__name__)


def run() -> None:
    """Work until SIGTERM or SIGINT."""
    load_library()
    # what is loaded now stays for ever, and sending leaves no rings behind: the collector need not look so often
    gc.collect()
    gc.freeze()
    gc.set_threshold(20_000, 20, 20)
    uvloop.run(_work(TwilioCarrier()))


async def _work(carrier: Carrier) -> None:
    ended = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, ended.set)
    continuing = Continuing(settings.SPOOL)
    await continuing.begin(ended)
    media = TwilioMedia()
    sender = Sender(carrier, public_url=settings.PUBLIC_URL, carrier_url=settings.CARRIER_URL, continuing=continuing)
    listener = Listener(QUEUE, sender.wake, sender.wake)
    tasks = [asyncio.create_task(sender.run()), asyncio.create_task(listener.run())]
    every = [
        *chores(carrier, settings.CARRIER_URL, settings.PUBLIC_URL),
        *receiving_chores(carrier, media, settings.CARRIER_URL, continuing),
    ]
    tasks += [asyncio.create_task(_again(chore)) for chore in every]
    stopped = asyncio.create_task(ended.wait())
    await asyncio.wait([stopped, *tasks], return_when=asyncio.FIRST_COMPLETED)
    for task in tasks:
        task.cancel()
    failures = [one for one in await asyncio.gather(*tasks, return_exceptions=True) if one]
    await carrier.close()
    await media.close()
    for failure in failures:
        if not isinstance(failure, asyncio.CancelledError):
            raise failure


async def _again(chore: Chore) -> None:
    while True:
        try:
            await chore.do()
        except Error as error:
            log.warning("Chore %s: the database is out of reach (%s)", chore.name, type(error).__name__)
            await sync_to_async(connections.close_all)()
        except Exception as error:  # noqa: BLE001 - one chore must not end all others, least of all sending
            log.error("Chore %s failed: %s", chore.name, type(error).__name__)
        await asyncio.sleep(chore.every)
