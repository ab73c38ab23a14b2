"""The simulator as a process: its addresses, its page, and how it starts and ends."""

from __future__ import annotations

import asyncio
import json
import logging
import signal
import sys
from collections.abc import AsyncIterator, Awaitable, Callable
from pathlib import Path

from aiohttp import web

from chairside.simulator import control, listing, media, provisioning, rest
from chairside.simulator.door import Door
from chairside.simulator.network import Network, Pace
from chairside.simulator.texts import BadOrder

HERE = Path(__file__).parent
LARGEST_BODY = 16 * 1024 * 1024  # a picture in base64
LOOPBACK = "127.0.0.1"

HEADERS = {
    "Content-Security-Policy": "default-src 'none'; script-src 'self'; style-src 'self'; "
    "connect-src 'self'; img-src 'self'; form-action 'none'; base-uri 'none'; frame-ancestors 'none'",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cache-Control": "no-cache",
}

Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]


def application(directory: Path, numbers: object = None, pace: Pace | None = None) -> web.Application:
    """Make the application; `directory` keeps its ledger. Raises `BadOrder` for numbers that make no sense."""
    app = web.Application(client_max_size=LARGEST_BODY, middlewares=[_headers, _refuse_other_sites])
    app[rest.NETWORK] = Network(directory, numbers, pace)
    app[control.DOOR] = []  # a program of its own puts its door here; as a part of another it has none
    app.add_routes([*listing.routes(), *media.routes(), *provisioning.routes(), *rest.routes(), *control.routes()])
    app.router.add_get("/", _page)
    app.router.add_static("/page/", HERE / "page")
    app.cleanup_ctx.append(_lifetime)
    app.on_shutdown.append(_let_pages_go)
    return app


def run(
    port: int, directory: Path, numbers: Path | None = None, *, host: str = LOOPBACK, pace: Pace | None = None
) -> None:
    """Serve until told to end; raises OSError for a taken port, and ends with status 2 over a bad file."""
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(levelname)s %(name)s: %(message)s")
    try:
        app = application(directory, _read_numbers(numbers), pace)
    except BadOrder as bad:
        sys.stderr.write(f"{numbers}: {bad}\n")
        raise SystemExit(2) from None
    asyncio.run(_serve(app, host, port))


async def _serve(app: web.Application, host: str, port: int) -> None:
    runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.5)
    ended = asyncio.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(number, ended.set)
    await runner.setup()
    door = Door(runner, host, port)
    app[control.DOOR].append(door)
    try:
        await door.open()
        await ended.wait()
    finally:
        door.close()
        await runner.cleanup()


def _read_numbers(path: Path | None) -> object:
    """Read the file of numbers; where there is none yet, they come later by PUT /sim/numbers."""
    if path is None or not path.exists():
        return None
    try:
        return json.loads(path.read_bytes())
    except (ValueError, RecursionError):
        raise BadOrder("The file is not JSON.") from None


async def _lifetime(app: web.Application) -> AsyncIterator[None]:
    await app[rest.NETWORK].start()
    yield
    await app[rest.NETWORK].close()


async def _let_pages_go(app: web.Application) -> None:
    app[rest.NETWORK].watchers.close()


async def _page(_: web.Request) -> web.FileResponse:
    return web.FileResponse(HERE / "page" / "index.html")


@web.middleware
async def _headers(request: web.Request, handler: Handler) -> web.StreamResponse:
    response = await handler(request)
    if not response.prepared:
        response.headers.update(HEADERS)
    return response


@web.middleware
async def _refuse_other_sites(request: web.Request, handler: Handler) -> web.StreamResponse:
    """Keep other sites that are open in the same browser from texting through the simulator."""
    origin = request.headers.get("Origin")
    if origin is not None and origin != f"{request.scheme}://{request.host}":
        return web.json_response({"error": "Only the simulator's own page may ask from a browser."}, status=403)
    return await handler(request)
