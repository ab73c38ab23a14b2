"""Transactions of a worker: none may hold what it has locked while the worker sleeps."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta

from django.db import connection, transaction

LONGEST_IDLE = timedelta(seconds=5)
"""For longer the database does not wait for the worker's next word: it ends the session and frees the locks."""

LIMIT = "SELECT set_config('idle_in_transaction_session_timeout', %s, %s)"
ALWAYS_SHORT = "chairside_always_short"  # noted on a connection whose every transaction is limited


@contextmanager
def short_transaction() -> Iterator[None]:
    """Do it in one transaction; a worker that was stopped in the middle finds that it has done nothing."""
    with transaction.atomic():
        if not _is_limited():
            _limit(for_this_transaction=True)
        yield


def keep_transactions_short() -> None:
    """Limit all transactions of this thread's connection, once, so that none has to say it."""
    connection.ensure_connection()
    if not _is_limited():
        _limit(for_this_transaction=False)
        setattr(connection.connection, ALWAYS_SHORT, True)


def _is_limited() -> bool:
    return getattr(connection.connection, ALWAYS_SHORT, False)


def _limit(*, for_this_transaction: bool) -> None:
    milliseconds = round(LONGEST_IDLE / timedelta(milliseconds=1))
    with connection.cursor() as cursor:
        cursor.execute(LIMIT, [str(milliseconds), for_this_transaction])
