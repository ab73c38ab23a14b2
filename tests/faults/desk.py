"""The practice's door for status callbacks, as light as may be: it applies what the carrier reports."""

import asyncio
import threading
from datetime import UTC, datetime

from aiohttp import web
from asgiref.sync import sync_to_async
from django.db import connections

from chairside.actions.apply_status_reports import Reported, apply_status_reports
from chairside.carriers.twilio import read_status
from chairside.models import TextNumber


class Desk:
    """Listens in a thread of its own; `url` is where."""

    def __init__(self) -> None:
        self._loop = asyncio.new_event_loop()
        self._opened = threading.Event()
        self._thread = threading.Thread(target=self._run, daemon=True)
        self.url = ""

    def __enter__(self):
        self._thread.start()
        self._opened.wait(10)
        return self

    def __exit__(self, *_):
        asyncio.run_coroutine_threadsafe(self._close(), self._loop).result(10)
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join(10)

    def _run(self) -> None:
        asyncio.set_event_loop(self._loop)
        self._loop.run_until_complete(self._open())
        self._loop.run_forever()
        self._loop.close()

    async def _open(self) -> None:
        app = web.Application()
        app.router.add_post("/hooks/{path}/status/{token}", self._take)
        app.router.add_post("/hooks/{path}/messages", self._ignore)
        self._runner = web.AppRunner(app, access_log=None)
        await self._runner.setup()
        site = web.TCPSite(self._runner, "127.0.0.1", 0)
        await site.start()
        self.url = f"http://127.0.0.1:{self._runner.addresses[0][1]}"
        self._opened.set()

    async def _close(self) -> None:
        await self._runner.cleanup()
        await sync_to_async(connections.close_all)()

    async def _take(self, request: web.Request) -> web.Response:
        form = [(name, str(value)) for name, value in (await request.post()).items()]
        await sync_to_async(self._apply)(request.match_info["path"], request.match_info["token"], form)
        return web.Response(status=204)

    async def _ignore(self, _: web.Request) -> web.Response:
        return web.Response(status=204)

    def _apply(self, path: str, token: str, form) -> None:
        number = TextNumber.objects.get(path_token=path)
        apply_status_reports([Reported(number.location_id, token, read_status(form))], datetime.now(UTC))
