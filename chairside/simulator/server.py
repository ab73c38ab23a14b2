"""The simulator as a process: its addresses, its page, and how it starts and ends."""

import logging
from collections.abc import AsyncIterator, Awaitable, Callable
from pathlib import Path

from aiohttp import web

from chairside.simulator import control, rest
from chairside.simulator.network import Network, read_numbers

HERE = Path(__file__).parent
LARGEST_BODY = 256 * 1024

HEADERS = {
    "Content-Security-Policy": "default-src 'none'; script-src 'self'; style-src 'self'; "
    "connect-src 'self'; img-src 'self'; form-action 'none'; base-uri 'none'; frame-ancestors 'none'",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
}


def application(directory: Path, numbers: object = None) -> web.Application:
    """Make the application; `directory` keeps its ledger."""
    app = web.Application(client_max_size=LARGEST_BODY, middlewares=[_headers])
    app[rest.NETWORK] = Network(directory, numbers)
    app.add_routes([*rest.routes(), *control.routes()])
    app.router.add_get("/", _page)
    app.router.add_static("/page/", HERE / "page")
    app.cleanup_ctx.append(_lifetime)
    return app


def run(port: int, directory: Path, numbers: Path | None = None) -> None:
    """Serve on 127.0.0.1 until told to end."""
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(levelname)s %(name)s: %(message)s")
    web.run_app(
        application(directory, read_numbers(numbers)),
        host="127.0.0.1",
        port=port,
        access_log=None,
        print=None,
        shutdown_timeout=0.5,
    )


async def _lifetime(app: web.Application) -> AsyncIterator[None]:
    yield
    await app[rest.NETWORK].close()


async def _page(_: web.Request) -> web.FileResponse:
    return web.FileResponse(HERE / "page" / "index.html")


@web.middleware
async def _headers(
    request: web.Request, handler: Callable[[web.Request], Awaitable[web.StreamResponse]]
) -> web.StreamResponse:
    response = await handler(request)
    if not response.prepared:
        response.headers.update(HEADERS)
    return response
