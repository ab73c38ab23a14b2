"""A browser may leave at any moment, as it does with each click on the next thing: nothing of the program is lost."""

import asyncio

from asgiref.sync import async_to_sync
from asgiref.testing import ApplicationCommunicator
from django.conf import settings
from django.db import connection

from chairside.config.asgi import application
from tests.web.asking import ask, scope_of

TIMES = 60


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


def test_whoever_leaves_takes_no_connection_with_them(live_cast, as_user):
    client = as_user(live_cast.ana)
    inbox = f"/locations/{live_cast.downtown.pk}/inbox/"
    headers = [("host", "testserver"), ("cookie", f"{settings.SESSION_COOKIE_NAME}={client.session.session_key}")]
    before = in_use()

    async def leave_often():
        for number in range(TIMES):
            await leave(inbox, headers, after=number * 0.0005)
        assert (await ask(application, inbox, headers))[0] == 200

    async_to_sync(leave_often)()
    assert in_use() == before
