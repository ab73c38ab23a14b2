"""Ask and write as fast as the driver can: a transaction in two ways to the server.

A way costs more than most statements: two threads and a server have to wake up. So a transaction in two ways begins
with its first question and ends with its last writes. On the intake's own connections each statement is planned once;
elsewhere it works alike.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager

from django.db import InternalError, connection, transaction
from psycopg import Error as DriverError
from psycopg.pq import TransactionStatus

from chairside.actions.receiving.way import Answer, Row, Way, way_on

Rows = Iterable[Row]


@contextmanager
def one_way() -> Iterator[Way]:
    """Send statements together; raises Django's errors, as the ORM does."""
    connection.ensure_connection()
    with connection.wrap_database_errors, way_on(connection.connection) as way:
        yield way


def ask(statement: str, parameters: Mapping[str, object]) -> list[Row]:
    """Send one statement alone and give its rows."""
    with one_way() as way:
        found = way.send(statement, parameters)
    return list(found)


class TwoWays:
    """A transaction: `first` asks its first question, `last` sends its last statements; between them all is usual."""

    def first(self, statement: str, parameters: Mapping[str, object]) -> list[Row]:
        """Begin, and give the rows of the question."""
        with one_way() as way:
            way.send("BEGIN", {})
            found = way.send(statement, parameters)
        return list(found)

    def last(self) -> AbstractContextManager[Way]:
        """Send what is left to be written, and commit; nothing may follow."""
        return _and_commit()


class _Inside(TwoWays):
    """The same inside of somebody's transaction, who begins it and commits it."""

    def first(self, statement: str, parameters: Mapping[str, object]) -> list[Row]:
        return ask(statement, parameters)

    def last(self) -> AbstractContextManager[Way]:
        return one_way()


@contextmanager
def _and_commit() -> Iterator[Way]:
    with one_way() as way:
        yield way
        committing = way.send("COMMIT", {})
    _see_committed(committing)


@contextmanager
def transaction_in_two_ways() -> Iterator[TwoWays]:
    """Run a transaction that begins with `first` and is over with `last`, or else at the end; undone by any error."""
    connection.ensure_connection()
    if connection.in_atomic_block:
        with transaction.atomic():
            yield _Inside()
        return
    _tell_django(is_inside=True)
    try:
        yield TwoWays()
        if connection.needs_rollback:
            _undo()
        elif _is_open():
            with _and_commit():
                pass
    except BaseException:
        _tell_django(is_inside=False)
        _undo()
        raise
    finally:
        _tell_django(is_inside=False)


def _tell_django(*, is_inside: bool) -> None:
    """Say what its own `atomic` says, so that rows may be locked and blocks inside become savepoints."""
    connection.in_atomic_block = is_inside
    connection.autocommit = not is_inside
    connection.needs_rollback = False


def _is_open() -> bool:
    return bool(connection.connection.info.transaction_status != TransactionStatus.IDLE)


def _see_committed(committing: Answer) -> None:
    # a transaction in which something failed is rolled back by its COMMIT, without an error
    if committing.command != "COMMIT":
        raise InternalError("The transaction was not committed.")


def _undo() -> None:
    """Roll back what is open; a connection that cannot is dropped, and with it the transaction."""
    if connection.closed_in_transaction:
        connection.connection = None
        return
    try:
        connection.connection.rollback()
    except DriverError:
        connection.close()
