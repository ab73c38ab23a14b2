"""A browser may leave at any moment, and the database may restart: the next page comes as if nothing had been."""

import asyncio
import contextlib
import time

import pytest
from asgiref.sync import async_to_sync, sync_to_async
from asgiref.testing import ApplicationCommunicator
from django.conf import settings
from django.db import connection

from chairside.config.asgi import application
from chairside.live.changes import CHANGES
from chairside.live.listener import Listener
from tests.web.asking import ask, scope_of

TIMES = 60
SOON = 2.5  # seconds; a page waits for one after the first broken connection that it meets, for two after the next


async def leave(path, headers, after):
    """Ask for a page and go away, seconds after."""
    asked = ApplicationCommunicator(application, scope_of(path, headers))
    await asked.send_input({"type": "http.request", "body": b"", "more_body": False})
    await asyncio.sleep(after)
    await asked.send_input({"type": "http.disconnect"})
    await asked.wait(10)


def in_use():
    """How many connections of the pool somebody has."""
    figures = connection.pool.get_stats()
    return figures["pool_size"] - figures["pool_available"]


@pytest.fixture
def inbox(live_cast, as_user):
    """What asks for the inbox of Downtown as its receptionist."""
    client = as_user(live_cast.ana)
    headers = [("host", "testserver"), ("cookie", f"{settings.SESSION_COOKIE_NAME}={client.session.session_key}")]
    return f"/locations/{live_cast.downtown.pk}/inbox/", headers


def test_whoever_leaves_takes_no_connection_with_them(inbox):
    before = in_use()

    async def leave_often():
        for number in range(TIMES):
            await leave(*inbox, after=number * 0.0005)
        assert (await ask(application, *inbox))[0] == 200

    async_to_sync(leave_often)()
    assert in_use() == before


def test_after_a_restart_of_the_database_the_next_page_comes(inbox):
    missed = []

    async def look():
        return (await ask(application, *inbox))[0]

    async def look_around_a_restart():
        listening = asyncio.create_task(Listener(CHANGES, print, lambda: missed.append(True)).run())
        await times(missed, 1)
        assert await asyncio.gather(*(look() for _ in range(6))) == [200] * 6
        await sync_to_async(break_all_others)()
        await times(missed, 2)
        began = time.monotonic()
        assert await look() == 200
        took = time.monotonic() - began
        listening.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await listening
        return took

    assert async_to_sync(look_around_a_restart)() < SOON


async def times(happened, number):
    async with asyncio.timeout(10):
        while len(happened) < number:  # noqa: ASYNC110 - a test looks
            await asyncio.sleep(0.01)


def break_all_others():
    with connection.cursor() as cursor:
        others = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE pid <> pg_backend_pid()"
        cursor.execute(f"{others} AND datname = current_database() AND application_name = 'chairside'")
