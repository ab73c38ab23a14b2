"""The live streams: many come at once, all are alive while silent, and nobody hears what they may not see."""

import asyncio
from concurrent.futures import ThreadPoolExecutor
from uuid import uuid4

import pytest
from asgiref.sync import SyncToAsync, async_to_sync, sync_to_async
from django.conf import settings as configured
from django.db import connection
from django.test import Client

from chairside.live.changes import Change, Kind, pack
from chairside.models import UserRole
from chairside.web import stream, viewers
from chairside.web.stream import Screens
from chairside.web.viewers import Asking, Look, Viewer
from tests.web.conftest import BACKEND

pytestmark = pytest.mark.django_db(transaction=True)


def session_of(user):
    client = Client()
    client.force_login(user, backend=BACKEND)
    return client.cookies[configured.SESSION_COOKIE_NAME].value


class Browser:
    """Holds one stream open and notes what it hears."""

    def __init__(self, screens, place, session):
        cookie = f"{configured.SESSION_COOKIE_NAME}={session}".encode()
        self.heard, self.status, self._gone = b"", 0, asyncio.Event()
        scope = {"type": "http", "path": f"/live/{place}", "headers": [(b"cookie", cookie)]}
        self.task = asyncio.create_task(screens.serve(scope, self._receive, self._send))

    async def _receive(self):
        await self._gone.wait()
        return {"type": "http.disconnect"}

    async def _send(self, event):
        self.status = event.get("status", self.status)
        self.heard += event.get("body", b"")

    async def until(self, words):
        async with asyncio.timeout(5):
            while words not in self.heard and not self.task.done():  # noqa: ASYNC110 - a test looks
                await asyncio.sleep(0.01)

    async def leave(self):
        self._gone.set()
        await self.task


def test_a_screen_hears_what_its_user_may_see_at_its_location(live_cast):
    session, thread = session_of(live_cast.ana), uuid4()

    async def look():
        screens = Screens()
        here = Browser(screens, live_cast.downtown.pk, session)
        elsewhere = Browser(screens, live_cast.lakeside.pk, session)
        stranger = Browser(screens, live_cast.downtown.pk, "nobody")
        await here.until(b"resync")
        for payload in pack([Change(Kind.THREAD, live_cast.downtown.pk, thread)]):
            screens.heard(payload)
        await here.until(str(thread).encode())
        await here.leave()
        return here, await finished(elsewhere), await finished(stranger)

    here, elsewhere, stranger = async_to_sync(look)()
    assert (here.status, elsewhere.status, stranger.status) == (200, 404, 404)
    assert str(thread).encode() in here.heard
    assert elsewhere.heard + stranger.heard == b""


async def finished(browser):
    await browser.task
    return browser


def test_a_silent_stream_gives_a_sign_of_life(live_cast, monkeypatch):
    monkeypatch.setattr(stream, "HEARTBEAT", 0.0)
    session = session_of(live_cast.ana)

    async def look():
        screens = Screens()
        clock = asyncio.create_task(screens.keep_alive())
        browser = Browser(screens, live_cast.downtown.pk, session)
        await browser.until(b"event: alive")
        await browser.leave()
        clock.cancel()
        return browser.heard

    assert b"event: alive" in async_to_sync(look)()


def test_whoever_loses_the_role_loses_the_stream(live_cast):
    session = session_of(live_cast.ana)

    async def look():
        screens = Screens()
        browser = Browser(screens, live_cast.downtown.pk, session)
        await browser.until(b"resync")
        await UserRole.objects.filter(user=live_cast.ana).adelete()
        await screens.check_rights(screens.all())
        async with asyncio.timeout(5):
            await browser.task

    async_to_sync(look)()


def test_all_who_come_at_once_are_asked_about_at_once(monkeypatch):
    asked = []

    def count(looks):
        asked.append(len(looks))
        return {look: Viewer(uuid4(), frozenset()) for look in looks}

    monkeypatch.setattr(viewers, "viewers", count)
    place = uuid4()

    async def come():
        door = Asking()
        return await asyncio.gather(*(door.viewer(Look(str(number), place)) for number in range(200)))

    assert all(async_to_sync(come)())
    assert sum(asked) == 200
    assert len(asked) <= 2


def test_a_database_that_is_away_lets_nobody_wait_for_ever(monkeypatch):
    def refuse(_):
        raise OSError

    monkeypatch.setattr(viewers, "viewers", refuse)

    async def come():
        door = Asking()
        looks = (Look(str(number), uuid4()) for number in range(3))
        return await asyncio.gather(*(door.viewer(look) for look in looks), return_exceptions=True)

    assert [type(one) for one in async_to_sync(come)()] == [OSError] * 3


def test_streams_open_again_when_their_connection_to_the_database_is_broken(live_cast, own_thread):
    session = session_of(live_cast.ana)

    async def look():
        screens = Screens()
        before = Browser(screens, live_cast.downtown.pk, session)
        await before.until(b"resync")
        await sync_to_async(break_what_is_held)()
        after = Browser(screens, live_cast.downtown.pk, session)
        await after.until(b"resync")
        await screens.check_rights(screens.all())
        for browser in (before, after):
            await browser.leave()
        return after.status

    assert asyncio.run(look()) == 200


@pytest.fixture
def own_thread(monkeypatch):
    """The thread that asks for streams is this test's alone."""
    with ThreadPoolExecutor(1) as thread:
        monkeypatch.setattr(SyncToAsync, "single_thread_executor", thread)
        yield
        thread.submit(connection.close)


def break_what_is_held():
    """Break the connection that this thread has kept, if it has."""
    if connection.connection:
        connection.connection.close()
