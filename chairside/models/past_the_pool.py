"""One question to the database past the pool: answered in time, or not at all, however busy the pool is."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection
from django.db.backends.utils import CursorWrapper

PATIENCE = 2  # seconds, for the connection and for each question


@contextmanager
def past_the_pool(patience: int = PATIENCE) -> Iterator[CursorWrapper]:
    """Give a cursor of a connection of its own; raises Django's `OperationalError`, which says why."""
    once = connection.copy()
    once.settings_dict["OPTIONS"] = {
        **once.settings_dict["OPTIONS"],
        "pool": False,
        "connect_timeout": patience,
    }
    try:
        with once.cursor() as cursor:
            cursor.execute("SELECT set_config('statement_timeout', %s, false)", [str(patience * 1000)])
            yield cursor
    finally:
        once.close()
