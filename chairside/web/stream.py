"""The live stream of a screen: raw ASGI, one queue per screen, one listener per process.

GET /live/<location id>  ->  text/event-stream. Each event's data is a list of changes, ids only; the
page then fetches the part that changed by the same address that drew it. On connection, and
whenever rings may have been missed, an event `resync` tells the page to fetch its present state;
`rights` says the same, and that what the viewer may see has changed.
"""

from __future__ import annotations

import asyncio
import json
import logging
import time
from dataclasses import dataclass, field
from functools import lru_cache
from http.cookies import CookieError, SimpleCookie
from uuid import UUID

from asgiref.typing import ASGIReceiveCallable, ASGISendCallable, HTTPScope
from django.conf import settings

from chairside.live.changes import Change, Kind, unpack
from chairside.rules.rights import Right
from chairside.web.aside import ask_aside
from chairside.web.metrics import STREAMS
from chairside.web.raw import answer, header
from chairside.web.viewers import Asking, Look, viewers

log = logging.getLogger(__name__)

HEARTBEAT = 10.0  # seconds; a page that hears nothing for longer connects again
RIGHTS_EVERY = 10.0  # seconds between checks that every viewer may still see what they see
NEEDS = {
    Kind.THREAD: Right.REVIEW_INBOX,
    Kind.TYPING: Right.REVIEW_INBOX,
    Kind.APPOINTMENT: Right.REVIEW_SCHEDULE,
    Kind.PATIENT: Right.REVIEW_PATIENTS,
    Kind.TASK: Right.MANAGE_INBOX,
    Kind.STATEMENT: Right.REVIEW_STATEMENTS,
    Kind.IMPORT: Right.IMPORT_RECORDS,
}
"""What a viewer must be allowed to see to hear of a change."""

MOST_UNSENT = 500  # changes; a screen that lags so far behind fetches everything anew


@dataclass(eq=False, slots=True)
class Screen:
    """One open stream: who looks at which location, and what they have yet to hear."""

    look: Look
    user_id: UUID
    rights: frozenset[Right]
    unsent: list[Change] = field(default_factory=list)
    resync: bool = True
    rights_changed: bool = False
    closed: bool = False
    spoken_at: float = 0.0
    bell: asyncio.Event = field(default_factory=asyncio.Event)

    def tell(self, change: Change) -> None:
        if NEEDS.get(change.kind) in self.rights:
            self.add(change)

    def add(self, change: Change) -> None:
        self.unsent.append(change)
        if len(self.unsent) > MOST_UNSENT:
            self.unsent.clear()
            self.resync = True
        self.bell.set()

    def close(self) -> None:
        self.closed = True
        self.bell.set()


class Screens:
    """All open streams of this process."""

    def __init__(self) -> None:
        self._by_location: dict[UUID, set[Screen]] = {}
        self._asking = Asking()

    def heard(self, payload: str) -> None:
        """Hand the bell's changes to the screens that look at their location."""
        for change in unpack(payload):
            if change.kind is Kind.RIGHTS:
                self._rights_changed(change)
            elif change.kind is Kind.NOTICE:
                self._tell_user(change)
            elif change.location_id is not None:
                for screen in self._by_location.get(change.location_id, ()):
                    screen.tell(change)

    def missed(self) -> None:
        """Rings may have been lost: every screen fetches its present state."""
        for screen in self.all():
            screen.resync = True
            screen.bell.set()

    def all(self) -> list[Screen]:
        return [screen for screens in self._by_location.values() for screen in screens]

    def close(self) -> None:
        """End all streams, so that the process can end."""
        for screen in self.all():
            screen.close()

    async def watch_rights(self) -> None:
        """End the streams of those who may no longer see them, until cancelled."""
        while True:
            await asyncio.sleep(RIGHTS_EVERY)
            try:
                await self.check_rights(self.all())
            except Exception as error:  # noqa: BLE001 - who may look no more must be shut out the next time
                log.warning("Nobody's rights could be looked at: %s", type(error).__name__)

    async def keep_alive(self) -> None:
        """Let every stream that has been silent for long speak, until cancelled; one clock for all of them."""
        while True:
            await asyncio.sleep(1)
            silent_since = time.monotonic() - HEARTBEAT
            for screen in self.all():
                if screen.spoken_at < silent_since:
                    screen.bell.set()

    async def check_rights(self, screens: list[Screen]) -> None:
        """Ask once for all: is each one still signed in, and may they still look?"""
        allowed = await ask_aside(viewers, {screen.look for screen in screens})
        for screen in screens:
            viewer = allowed.get(screen.look)
            if viewer is None or viewer.user_id != screen.user_id:
                screen.close()
            else:
                screen.rights = viewer.rights

    async def serve(self, scope: HTTPScope, receive: ASGIReceiveCallable, send: ASGISendCallable) -> None:
        """Serve one stream until the screen goes away or may no longer look."""
        look = _look(scope)
        viewer = await self._asking.viewer(look) if look else None
        if look is None or viewer is None:
            # the same answer for a stranger and for a place that does not exist
            await answer(send, 404)
            return
        screen = Screen(look, viewer.user_id, viewer.rights)
        self._by_location.setdefault(screen.look.location_id, set()).add(screen)
        STREAMS.inc()
        gone = asyncio.create_task(_until_gone(receive, screen))
        try:
            await _speak(screen, send)
        finally:
            gone.cancel()
            STREAMS.dec()
            self._by_location[screen.look.location_id].discard(screen)

    def _tell_user(self, change: Change) -> None:
        for screen in self.all():
            if screen.user_id == change.user_id:
                screen.add(change)

    def _rights_changed(self, change: Change) -> None:
        concerned = [
            screen
            for screen in self.all()
            if change.user_id in {None, screen.user_id} and change.location_id in {None, screen.look.location_id}
        ]
        for screen in concerned:
            screen.resync = screen.rights_changed = True
            screen.bell.set()
        task = asyncio.ensure_future(self.check_rights(concerned))
        _running.add(task)
        task.add_done_callback(_running.discard)


_running: set[asyncio.Future[None]] = set()


async def _speak(screen: Screen, send: ASGISendCallable) -> None:
    headers = [
        (b"content-type", b"text/event-stream"),
        (b"cache-control", b"no-store"),
        (b"x-accel-buffering", b"no"),
    ]
    await send({"type": "http.response.start", "status": 200, "headers": headers, "trailers": False})
    while not screen.closed:
        await send({"type": "http.response.body", "body": _event(screen), "more_body": True})
        screen.spoken_at = time.monotonic()
        await screen.bell.wait()
        screen.bell.clear()
    await send({"type": "http.response.body", "body": b"", "more_body": False})


def _event(screen: Screen) -> bytes:
    if screen.resync:
        name = b"rights" if screen.rights_changed else b"resync"
        screen.resync = screen.rights_changed = False
        screen.unsent.clear()
        return b"event: " + name + b"\ndata: []\n\n"
    if not screen.unsent:
        return b"event: alive\ndata: []\n\n"
    changes = tuple(dict.fromkeys(screen.unsent))
    screen.unsent.clear()
    return _written(changes)


@lru_cache(64)
def _written(changes: tuple[Change, ...]) -> bytes:
    """Write changes once for all the screens that hear of them at the same moment."""
    told = [{"kind": change.kind.value, **change.ids()} for change in changes]
    return f"data: {json.dumps(told, separators=(',', ':'))}\n\n".encode()


async def _until_gone(receive: ASGIReceiveCallable, screen: Screen) -> None:
    while True:
        event = await receive()
        if event["type"] == "http.disconnect":
            screen.close()
            return


def _look(scope: HTTPScope) -> Look | None:
    """Read which browser wants to look at which location; None when the request says neither."""
    try:
        location_id = UUID(scope["path"].removeprefix("/live/").strip("/"))
        cookie = SimpleCookie(header(scope, b"cookie")).get(settings.SESSION_COOKIE_NAME)
    except (ValueError, CookieError):
        return None
    return Look(cookie.value, location_id) if cookie else None
