"""Begin and end with the server."""

from collections.abc import Awaitable, Callable
from typing import Any

from asgiref.typing import ASGIReceiveCallable, ASGISendCallable

Step = Callable[[], Awaitable[None]]


async def live(receive: ASGIReceiveCallable, send: ASGISendCallable, begin: Step, end: Step) -> None:
    """Answer the server's lifespan events."""
    while True:
        event: Any = await receive()
        if event["type"] == "lifespan.startup":
            await begin()
            await send({"type": "lifespan.startup.complete"})
        elif event["type"] == "lifespan.shutdown":
            await end()
            await send({"type": "lifespan.shutdown.complete"})
            return
