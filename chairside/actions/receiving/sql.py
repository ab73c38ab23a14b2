"""Ask and write as fast as the driver can: statements prepared once, several on one way to the server.

On the intake's own connections each is planned once; elsewhere it works alike.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any

from django.db import connection
from psycopg import Cursor

from chairside.actions.receiving.arrays import literal


class Way:
    """Some statements on one way to the server; their answers are there when the way has ended."""

    def __init__(self) -> None:
        self._cursors: list[Cursor[tuple[Any, ...]]] = []

    def send(self, statement: str, parameters: Mapping[str, object]) -> Cursor[tuple[Any, ...]]:
        """Send a statement; read its rows from the cursor after the way."""
        cursor: Cursor[tuple[Any, ...]] = Cursor(connection.connection)
        self._cursors.append(cursor)
        return cursor.execute(statement, _written(parameters))


@contextmanager
def one_way() -> Iterator[Way]:
    """Send statements together; raises Django's errors, as the ORM does."""
    connection.ensure_connection()
    with connection.wrap_database_errors, connection.connection.pipeline():
        yield Way()


def ask(statement: str, parameters: Mapping[str, object]) -> list[tuple[Any, ...]]:
    """Send one statement alone and give its rows."""
    connection.ensure_connection()
    with connection.wrap_database_errors:
        cursor: Cursor[tuple[Any, ...]] = Cursor(connection.connection)
        return cursor.execute(statement, _written(parameters)).fetchall()


def _written(parameters: Mapping[str, object]) -> dict[str, object]:
    return {name: literal(value) if isinstance(value, list) else value for name, value in parameters.items()}
