"""Transactions of a worker: none may hold what it has locked while the worker sleeps."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta

from django.db import connection, transaction

LONGEST_IDLE = timedelta(seconds=5)
"""For longer the database does not wait for the worker's next word: it ends the session and frees the locks."""


@contextmanager
def short_transaction() -> Iterator[None]:
    """Do it in one transaction; a worker that was stopped in the middle finds that it has done nothing."""
    with transaction.atomic():
        with connection.cursor() as cursor:
            milliseconds = round(LONGEST_IDLE / timedelta(milliseconds=1))
            cursor.execute("SELECT set_config('idle_in_transaction_session_timeout', %s, true)", [str(milliseconds)])
        yield
