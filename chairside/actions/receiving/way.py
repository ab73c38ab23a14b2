"""One way to the server and back for several statements: they leave in one packet, and are answered in one.

psycopg's own pipeline hands over each statement as soon as it is given, so that client and server wake up for each of
them: of a text that comes alone that is a third of all the work. Here libpq's pipeline (`psycopg.pq`) is handed over
once, at the way's end.

Source: PostgreSQL's manual, "Pipeline Mode" of libpq.
"""

from __future__ import annotations

import contextlib
import re
import select
from collections.abc import Iterator, Mapping
from datetime import datetime
from functools import cache
from itertools import count
from typing import Any, NamedTuple
from weakref import WeakKeyDictionary

from psycopg import Connection, DataError, OperationalError
from psycopg.abc import Buffer
from psycopg.adapt import PyFormat, Transformer
from psycopg.errors import error_from_result
from psycopg.pq import ConnStatus, ExecStatus, TransactionStatus
from psycopg.pq.abc import PGconn, PGresult

from chairside.models.arrays import literal

Row = tuple[Any, ...]


class Answer:
    """What the server says to one statement: there once its way has ended."""

    def __init__(self, raw: Connection[Any]) -> None:
        self._raw = raw
        self._result: PGresult | None = None

    def tell(self, result: PGresult) -> None:
        self._result = result

    @property
    def command(self) -> str:
        """What the server has done, as it calls it: "COMMIT", "INSERT 0 1"."""
        return (self._told().command_status or b"").decode()

    def __iter__(self) -> Iterator[Row]:
        result = self._told()
        if result.status != ExecStatus.TUPLES_OK:
            return iter(())
        reader = Transformer(self._raw)
        reader.set_pgresult(result)
        return iter(reader.load_rows(0, result.ntuples, tuple))

    def _told(self) -> PGresult:
        if self._result is None:
            raise RuntimeError("Nothing is answered before the way has ended.")
        return self._result


class Way:
    """Some statements on one way to the server. Raises psycopg's errors, when it ends."""

    def __init__(self, raw: Connection[Any]) -> None:
        self._raw = raw
        self._server = raw.pgconn
        self._prepared = PREPARED.setdefault(raw, set())
        self._sent: list[Answer | bytes] = []  # a statement's answer, or the name of what is being prepared

    def send(self, statement: str, parameters: Mapping[str, object]) -> Answer:
        """Send a statement, its parameters written as `%(name)s`; the server must see their types in it."""
        form = _form(statement)
        values = [self._written(parameters[name]) for name in form.names]
        # where psycopg prepares statements of its own, it also forgets all that there are, ours among them
        if self._raw.prepare_threshold is None:
            self._prepare(form)
            self._server.send_query_prepared(form.key, values)
        else:
            self._server.send_query_params(form.text, values)
        answer = Answer(self._raw)
        self._sent.append(answer)
        return answer

    def end(self) -> None:
        """Hand all over and hear the answers; raises the first error among them."""
        self._server.pipeline_sync()
        error = None
        for sent, result in zip(self._sent, _heard(self._server), strict=True):
            if result.status == ExecStatus.FATAL_ERROR:
                error = error or error_from_result(result, self._raw.info.encoding)
            elif result.status != ExecStatus.PIPELINE_ABORTED and isinstance(sent, bytes):
                self._prepared.add(sent)
            elif isinstance(sent, Answer):
                sent.tell(result)
        if error:
            raise error

    def _prepare(self, form: _Form) -> None:
        """Let the server read the statement once for the connection."""
        if form.key in self._prepared or form.key in self._sent:
            return
        self._server.send_prepare(form.key, form.text)
        self._sent.append(form.key)

    def _written(self, value: object) -> Buffer | None:
        if isinstance(value, list):
            value = literal(value)
        if isinstance(value, datetime):
            value = value.isoformat()
        if not isinstance(value, str):
            [written] = Transformer(self._raw).dump_sequence([value], [PyFormat.TEXT])
            return written
        if "\0" in value:
            raise DataError("PostgreSQL's text cannot hold a NUL.")  # libpq would end the text there
        return value.encode()


@contextlib.contextmanager
def way_on(raw: Connection[Any]) -> Iterator[Way]:
    """Go one way; what was sent before an error is heard out, so that the connection can be used again."""
    way = Way(raw)
    raw.pgconn.enter_pipeline_mode()
    try:
        if not raw.autocommit and raw.info.transaction_status == TransactionStatus.IDLE:
            way.send("BEGIN", {})  # as psycopg does
        yield way
    except BaseException:
        _hear_out(way)
        raise
    else:
        way.end()
    finally:
        if raw.pgconn.status == ConnStatus.OK:
            raw.pgconn.exit_pipeline_mode()


def _hear_out(way: Way) -> None:
    with contextlib.suppress(Exception):  # what went wrong first is what is told
        way.end()


def _heard(server: PGconn) -> Iterator[PGresult]:
    """Give what the server says to each statement, up to the mark at the way's end."""
    ear = select.poll()
    ear.register(server.socket, select.POLLIN if server.flush() == 0 else select.POLLIN | select.POLLOUT)
    while True:
        while server.is_busy():
            _listen(server, ear)
        result = server.get_result()
        if result is None:
            # between two answers; or for ever, when nobody is there
            if server.status != ConnStatus.OK:
                raise OperationalError("The connection is lost.")
        elif result.status == ExecStatus.PIPELINE_SYNC:
            return
        else:
            yield result


def _listen(server: PGconn, ear: select.poll) -> None:
    """Wait for a piece of the answers; what could not all be sent at once goes on meanwhile."""
    for _, event in ear.poll():
        if event != select.POLLOUT:
            server.consume_input()
        if event & select.POLLOUT and server.flush() == 0:
            ear.modify(server.socket, select.POLLIN)


class _Form(NamedTuple):
    """A statement as libpq wants it, with the names of its parameters in their order."""

    key: bytes
    text: bytes
    names: tuple[str, ...]


# by connection: the keys of what it has prepared, which outlives even an undone transaction
PREPARED: WeakKeyDictionary[Connection[Any], set[bytes]] = WeakKeyDictionary()
_numbers = count()


@cache
def _form(statement: str) -> _Form:
    places: dict[str, int] = {}
    text = re.sub(r"%\((\w+)\)s", lambda found: f"${places.setdefault(found[1], len(places) + 1)}", statement)
    return _Form(f"intake_{next(_numbers)}".encode(), text.encode(), tuple(places))
