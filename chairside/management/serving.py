"""Run the web server: uvicorn, with streams that end in time.

`python -m chairside.management.serving PORT` starts it without the command line, in half a second less.
"""

import os
import socket
import sys

import uvicorn

from chairside.management.failing import WrongUse, told
from chairside.management.house import open_house


class Server(uvicorn.Server):
    """Ends its live streams as soon as it is told to stop, so that a restart waits for nobody."""

    def handle_exit(self, sig: int, frame: object) -> None:
        from chairside.config.asgi import application

        application.screens.close()
        super().handle_exit(sig, frame)  # type: ignore[arg-type]


def serve_forever(host: str, port: int) -> None:
    """Serve until SIGTERM or SIGINT."""
    open_house()
    try:
        listener = socket.create_server((host, port))
    except OSError as error:
        why = os.strerror(error.errno) if error.errno else error
        raise WrongUse(f"{host}:{port} cannot be used: {why}. Choose another with --port.") from None
    config = uvicorn.Config(
        "chairside.config.asgi:application",
        loop="uvloop",
        http="httptools",
        lifespan="on",
        access_log=False,
        log_config=None,
        timeout_graceful_shutdown=2,
        forwarded_allow_ips="127.0.0.1",
    )
    Server(config).run(sockets=[listener])


if __name__ == "__main__":
    with told():
        serve_forever("127.0.0.1", int(sys.argv[1]))
