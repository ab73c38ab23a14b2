"""The application that the server runs: three doors, and what runs behind them."""

import asyncio
import contextlib
import gc
import os

import django
from asgiref.typing import ASGIReceiveCallable, ASGISendCallable, HTTPScope, Scope

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "chairside.config.settings")
django.setup(set_prefix=False)

from django.conf import settings  # noqa: E402

from chairside.config.lifespan import live  # noqa: E402
from chairside.config.pages import Pages  # noqa: E402
from chairside.live.changes import CHANGES  # noqa: E402
from chairside.live.listener import Listener  # noqa: E402
from chairside.web.hooks import Hooks  # noqa: E402
from chairside.web.metrics import timed  # noqa: E402
from chairside.web.raw import announces_more, at_most  # noqa: E402
from chairside.web.raw import answer as answer_shortly  # noqa: E402
from chairside.web.safe_headers import with_safe_headers  # noqa: E402
from chairside.web.stream import Screens  # noqa: E402
from chairside.web.vital_signs import tell_vital_signs  # noqa: E402

# the largest file of an import (actions/import_runs/begin_import.py), and the form around it
LARGEST_BODY = 101 * 1024 * 1024
OTHERS = 2
"""Database connections that the pages leave to the streams' rights and to files that are streamed."""


class Application:
    """The carrier's door, the live streams, and the pages."""

    def __init__(self, pages: Pages) -> None:
        self.pages = pages
        self.hooks = Hooks()
        self.screens = Screens()
        self._background: list[asyncio.Task[None]] = []

    async def __call__(self, scope: Scope, receive: ASGIReceiveCallable, send: ASGISendCallable) -> None:
        if scope["type"] == "lifespan":
            await live(receive, send, self._begin, self._end)
        elif scope["type"] == "http":
            await self._answer(scope, receive, with_safe_headers(send))

    async def _answer(self, scope: HTTPScope, receive: ASGIReceiveCallable, send: ASGISendCallable) -> None:
        if scope["path"].startswith("/hooks/"):
            await self.hooks(scope, receive, send)
        elif scope["path"].startswith("/live/"):
            await self.screens.serve(scope, receive, send)
        elif not await tell_vital_signs(scope, send):
            async with timed("static" if scope["path"].startswith("/static/") else "page", send) as answer:
                await self._pages(scope, receive, answer)

    async def _pages(self, scope: HTTPScope, receive: ASGIReceiveCallable, send: ASGISendCallable) -> None:
        """Django keeps a whole body on disk before it looks who sends it: nobody may fill the disk."""
        if announces_more(scope, LARGEST_BODY):
            await answer_shortly(send, 413, b"The request is larger than anything that is taken here.")
        else:
            await self.pages(scope, at_most(receive, LARGEST_BODY), send)

    async def _begin(self) -> None:
        # what is loaded now stays for ever: the collector need not look through it again and again
        gc.collect()
        gc.freeze()
        # a page leaves few rings behind: looking for some at every two thousandth thing takes a tenth of its time
        gc.set_threshold(20_000, 20, 20)
        listener = Listener(CHANGES, self.screens.heard, self.screens.missed)
        self.hooks.open()
        self._background = [
            asyncio.create_task(listener.run()),
            asyncio.create_task(self.screens.watch_rights()),
            asyncio.create_task(self.screens.keep_alive()),
        ]

    async def _end(self) -> None:
        self.screens.close()
        self.pages.close()
        await self.hooks.close()
        for task in self._background:
            task.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await task


connections = settings.DATABASES["default"]["OPTIONS"]["pool"]["max_size"]
application = Application(Pages(max(1, connections - OTHERS)))
