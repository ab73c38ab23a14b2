"""A thread of one's own to speak with the database, so that two conversations do not wait for each other."""

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

from django.db import Error, connections

from chairside.actions.sending.short_transaction import keep_transactions_short


class DatabaseThread:
    """Runs one thing after another, on one connection, which is opened anew when it breaks."""

    def __init__(self, name: str) -> None:
        self._pool = ThreadPoolExecutor(1, thread_name_prefix=name)

    async def run[**Given, Answer](
        self, do: Callable[Given, Answer], *given: Given.args, **named: Given.kwargs
    ) -> Answer:
        """Do it there; raises what it raises."""
        return await asyncio.get_running_loop().run_in_executor(self._pool, lambda: _guarded(do, *given, **named))

    async def close(self) -> None:
        """Give the connection back and let the thread end."""
        await asyncio.get_running_loop().run_in_executor(self._pool, connections.close_all)
        self._pool.shutdown(wait=False)


def _guarded[**Given, Answer](do: Callable[Given, Answer], *given: Given.args, **named: Given.kwargs) -> Answer:
    try:
        keep_transactions_short()
        return do(*given, **named)
    except Error:
        connections.close_all()
        raise
