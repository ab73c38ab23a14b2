"""Run a web server: uvicorn, for pages and everything, or for the carrier's door alone.

`python -m chairside.management.serving PORT [door]` starts it without the command line, in half a second less.
"""

import os
import socket
import sys

import uvicorn

from chairside.management.failing import WrongUse, told
from chairside.management.house import open_house, try_spool

EVERYTHING = "chairside.config.asgi:application"
DOOR = "chairside.config.door:application"

GIVE_WAY = 5
"""How much the pages give way to the carrier's door, the worker and the database (nice). A page that is drawn some
milliseconds later is not noticed; hundreds of texts would wait behind it. Alone on a processor it costs nothing."""


class Server(uvicorn.Server):
    """Serves until it is told to stop."""


class PageServer(Server):
    """Ends its live streams as soon as it is told to stop, so that a restart waits for nobody."""

    def handle_exit(self, sig: int, frame: object) -> None:
        from chairside.config.asgi import application

        application.screens.close()
        super().handle_exit(sig, frame)  # type: ignore[arg-type]


def serve_forever(host: str, port: int, application: str = EVERYTHING) -> None:
    """Serve until SIGTERM or SIGINT. Raises `WrongUse` when the port or the spool cannot be used."""
    open_house()
    try_spool()
    try:
        listener = socket.create_server((host, port))
    except OSError as error:
        why = os.strerror(error.errno) if error.errno else error
        raise WrongUse(f"{host}:{port} cannot be used: {why}. Choose another with --port.") from None
    config = uvicorn.Config(
        application,
        loop="uvloop",
        http="httptools",
        lifespan="on",
        access_log=False,
        server_header=False,
        # who the carrier's machines are is told by their signatures, not by their addresses
        proxy_headers=application == EVERYTHING,
        log_config=None,
        timeout_graceful_shutdown=2,
        forwarded_allow_ips="127.0.0.1",
    )
    if application == EVERYTHING:
        os.nice(GIVE_WAY)
        server: Server = PageServer(config)
    else:
        server = Server(config)
    server.run(sockets=[listener])


if __name__ == "__main__":
    with told():
        serve_forever("127.0.0.1", int(sys.argv[1]), DOOR if "door" in sys.argv[2:] else EVERYTHING)
