"""Which number a webhook's address belongs to; remembered, since every text asks.

While the database is away, what is remembered counts however old it is: a token that was changed in
those minutes is believed a little longer, and no text is lost.
"""

import asyncio
import time
from concurrent.futures import ThreadPoolExecutor

from django.db import Error, connection

from chairside.models import TextNumber
from chairside.web.own_connection import connect_alone

REMEMBERED = 10.0  # seconds
MOST_REMEMBERED = 10_000
PATIENCE = 3.0  # seconds for an answer; the carrier itself waits for 15
QUIET = 2.0  # seconds without a question after one that got no answer


class Unanswered(Exception):
    """The database is away, and nobody remembers this door."""


class Doors:
    """The numbers behind the paths, each asked for again after a while."""

    def __init__(self) -> None:
        self._known: dict[str, tuple[float, TextNumber]] = {}
        self._thread = ThreadPoolExecutor(1, "doors", initializer=connect_alone)
        self._quiet_until = 0.0
        self._asking: dict[str, asyncio.Task[TextNumber | None]] = {}
        self._frozen: asyncio.Future[TextNumber | None] | None = None

    async def number(self, path_token: str, *, fresh: bool = False) -> TextNumber | None:
        """Give the number of a path, None for a path of nobody's; `fresh` asks the database again.

        Raises `Unanswered`.
        """
        until, number = self._known.get(path_token, (0.0, None))
        if number is not None and not fresh:
            if time.monotonic() < until:
                return number
            if time.monotonic() < until + REMEMBERED:
                # one asks, and nobody waits for that
                self._learn(path_token)
                return number
        try:
            return await asyncio.shield(self._learn(path_token, fresh=fresh))
        except Error:
            if number is None:
                raise Unanswered from None
            return number

    def _learn(self, path_token: str, *, fresh: bool = False) -> asyncio.Task[TextNumber | None]:
        """Ask the database and remember; whoever wants to know the same meanwhile waits for the same answer."""
        asking = self._asking.get(path_token)
        if asking is None or fresh:
            asking = asyncio.create_task(self._learned(path_token))
            asking.add_done_callback(_seen)
            self._asking[path_token] = asking
        return asking

    async def _learned(self, path_token: str) -> TextNumber | None:
        try:
            return self._remember(path_token, await self._ask(path_token))
        finally:
            if self._asking.get(path_token) is asyncio.current_task():
                del self._asking[path_token]

    async def close(self) -> None:
        """Let the connection go; a thread that hangs in a frozen database is not waited for."""
        letting_go = asyncio.get_running_loop().run_in_executor(self._thread, _let_go)
        if not self._hangs():
            await letting_go
        self._thread.shutdown(wait=False)

    async def _ask(self, path_token: str) -> TextNumber | None:
        """Ask the database, but not one that has just given no answer, nor one that is frozen."""
        if self._hangs() or time.monotonic() < self._quiet_until:
            raise Error
        asking = asyncio.get_running_loop().run_in_executor(self._thread, self._look_up, path_token)
        asking.add_done_callback(_seen)
        try:
            return await asyncio.wait_for(asyncio.shield(asking), PATIENCE)
        except TimeoutError:
            self._frozen = asking
            raise Error from None
        except Error:
            self._quiet_until = time.monotonic() + QUIET
            raise

    def _hangs(self) -> bool:
        return self._frozen is not None and not self._frozen.done()

    def _look_up(self, path_token: str) -> TextNumber | None:
        if time.monotonic() < self._quiet_until:  # found out while this question waited
            raise Error
        try:
            return TextNumber.objects.filter(path_token=path_token).select_related("location").first()
        except Error:
            connection.close()
            self._quiet_until = time.monotonic() + QUIET
            raise

    def _remember(self, path_token: str, found: TextNumber | None) -> TextNumber | None:
        if found is None:
            self._known.pop(path_token, None)
            return None
        if len(self._known) >= MOST_REMEMBERED:
            self._known.pop(next(iter(self._known)))
        self._known[path_token] = (time.monotonic() + REMEMBERED, found)
        return found


def _seen(asking: asyncio.Future[TextNumber | None]) -> None:
    # one that was not waited for may fail unheard
    if not asking.cancelled():
        asking.exception()


def _let_go() -> None:
    # the connection is the thread's own: named here, in the thread, and not before
    connection.close()
