"""The bell's listener never ends: not by an error in what it tells, nor by a connection that hears no more."""

import asyncio
import contextlib
from types import SimpleNamespace

import pytest
from asgiref.sync import async_to_sync, sync_to_async
from django.db import connection
from psycopg_pool import ConnectionPool

from chairside.live import listener
from chairside.live.changes import CHANGES
from chairside.live.listener import Listener

pytestmark = pytest.mark.django_db(transaction=True)


def ring(words):
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_notify(%s, %s)", [CHANGES, words])


async def until(ready):
    async with asyncio.timeout(10):
        while not ready():  # noqa: ASYNC110 - a test looks
            await asyncio.sleep(0.01)


@contextlib.asynccontextmanager
async def listening(hear):
    """Listen; gives what grows whenever rings may have been missed."""
    missed = []
    task = asyncio.create_task(Listener(CHANGES, hear, lambda: missed.append(True)).run())
    await until(lambda: missed)
    yield missed
    task.cancel()
    with contextlib.suppress(asyncio.CancelledError):
        await task


def test_an_error_in_what_is_told_ends_nothing():
    heard = []

    def hear(words):
        heard.append(words)
        if words == "wrong":
            raise ValueError(words)

    async def listen():
        async with listening(hear) as missed:
            await sync_to_async(ring)("wrong")
            # whoever looks fetches the present state, for more may have been missed
            await until(lambda: len(missed) == 2)
            await sync_to_async(ring)("right")
            await until(lambda: heard == ["wrong", "right"])

    async_to_sync(listen)()


def test_it_goes_on_hearing_after_every_silence(monkeypatch):
    monkeypatch.setattr(listener, "SILENCE", 0.05)
    heard = []

    async def listen():
        async with listening(heard.append) as missed:
            for number in range(40):
                await sync_to_async(ring)(str(number))
                await asyncio.sleep(0.013)
            await until(lambda: len(heard) >= 40)
            assert len(missed) == 1

    async_to_sync(listen)()
    assert heard == [str(number) for number in range(40)]


def test_what_rings_soon_after_a_ring_is_heard_together(monkeypatch):
    monkeypatch.setattr(listener, "GATHERING", 0.7)
    heard = []

    async def listen():
        async with listening(heard.append):
            await sync_to_async(ring)("first")
            await until(lambda: heard)
            for number in range(10):
                await sync_to_async(ring)(str(number))
            assert heard == ["first"]
            await until(lambda: len(heard) > 1)

    async_to_sync(listen)()
    assert heard == ["first", *(str(number) for number in range(10))]


def test_a_pool_that_nobody_has_opened_is_no_error(monkeypatch):
    pool = ConnectionPool(open=False, min_size=1, max_size=2)
    monkeypatch.setattr(listener, "connections", {"default": SimpleNamespace(pool=pool)})
    listener.renew_pool()
    with pytest.raises(AttributeError):  # what it must not come to
        pool.check()
