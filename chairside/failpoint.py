"""Points at which a test ends the process as a power cut would; inert unless a test names one.

CHAIRSIDE_FAILPOINT=claimed|attempt_committed|bytes_sent|answer_read|settled in the environment of a process.
"""

import asyncio
import os
import signal
from collections.abc import Callable

CLAIMED, ATTEMPT_COMMITTED, BYTES_SENT, ANSWER_READ, SETTLED = POINTS = (
    "claimed",
    "attempt_committed",
    "bytes_sent",
    "answer_read",
    "settled",
)


def reach(point: str) -> None:
    """End here, at once and without a word, when this is the point that was named."""
    if _is_named(point):
        os.kill(os.getpid(), signal.SIGKILL)


def reach_after_this_turn(point: str) -> None:
    """The same once the running turn of the event loop has done its work, such as writing to a socket."""
    if _is_named(point):
        loop = asyncio.get_running_loop()
        loop.call_soon(_again_soon, loop, lambda: reach(point))


def _is_named(point: str) -> bool:
    return os.environ.get("CHAIRSIDE_FAILPOINT") == point


def _again_soon(loop: asyncio.AbstractEventLoop, then: Callable[[], None]) -> None:
    loop.call_soon(then)
