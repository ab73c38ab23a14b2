"""Points at which a test ends the process as a power cut would, or lets it sleep; inert unless a test names one.

CHAIRSIDE_FAILPOINT=claimed|attempt_committed|bytes_sent|answer_read|settled in the environment of a process; with
":stop" behind it the process sleeps there until somebody sends SIGCONT.
"""

import asyncio
import os
import signal
from collections.abc import Callable

NAME = "CHAIRSIDE_FAILPOINT"
CLAIMED, ATTEMPT_COMMITTED, BYTES_SENT, ANSWER_READ, SETTLED = POINTS = (
    "claimed",
    "attempt_committed",
    "bytes_sent",
    "answer_read",
    "settled",
)


CHOSEN = "chosen"
"""Inside the transaction that claims: for a worker that sleeps with something locked."""


def reach(point: str) -> None:
    """End or sleep here, at once and without a word, when this is the point that was named."""
    named, _, what = os.environ.get(NAME, "").partition(":")
    if named != point:
        return
    if what == "stop":
        os.environ[NAME] = ""  # once
        os.kill(os.getpid(), signal.SIGSTOP)
    else:
        os.kill(os.getpid(), signal.SIGKILL)


def reach_after_this_turn(point: str) -> None:
    """The same once the running turn of the event loop has done its work, such as writing to a socket."""
    if os.environ.get(NAME, "").startswith(point):
        loop = asyncio.get_running_loop()
        loop.call_soon(_again_soon, loop, lambda: reach(point))


def _again_soon(loop: asyncio.AbstractEventLoop, then: Callable[[], None]) -> None:
    loop.call_soon(then)
