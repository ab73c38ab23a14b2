"""The simulator's listening socket: it can be away for a while, so that nobody can connect."""

from __future__ import annotations

import asyncio

from aiohttp import web

BACKLOG = 1024


class Door:
    """Listens at one address; while it is closed, the kernel itself refuses every connection."""

    def __init__(self, runner: web.AppRunner, host: str, port: int) -> None:
        self._runner = runner
        self._host = host
        self._port = port
        self._server: asyncio.Server | None = None
        self._closed_until = 0.0
        self._reopening: asyncio.Task[None] | None = None

    async def open(self) -> None:
        """Begin to listen; raises OSError for a taken port."""
        loop = asyncio.get_running_loop()
        server = self._runner.server
        if server is None:
            raise RuntimeError("The runner was not set up.")
        self._server = await loop.create_server(server, self._host, self._port, backlog=BACKLOG, reuse_address=True)

    def close_for(self, seconds: float) -> None:
        """Stop listening for so long, and let go of the connections that nothing happens on."""
        self._closed_until = asyncio.get_running_loop().time() + seconds
        if self._server:
            self._server.close()
            self._server = None
        if self._runner.server:
            for connection in self._runner.server.connections:
                connection.close()
        if self._reopening is None or self._reopening.done():
            self._reopening = asyncio.create_task(self._reopen())

    def close(self) -> None:
        """Stop listening for good."""
        if self._reopening:
            self._reopening.cancel()
        if self._server:
            self._server.close()

    async def _reopen(self) -> None:
        loop = asyncio.get_running_loop()
        # the order may be given anew meanwhile
        while (pause := self._closed_until - loop.time()) > 0:  # noqa: ASYNC110
            await asyncio.sleep(pause)
        await self.open()
