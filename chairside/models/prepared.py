"""Questions that are written into SQL once; afterwards only their values change.

A page asks some twenty, and Django writes each anew every time: that was more than half of the time of a page. A
prepared question says what it asks as any query set does, with places for the values:

    BY_NAME = Prepared(lambda place, name: Patient.objects.filter(location_id=place, family_name=name))
    BY_NAME(location.pk, "Ito")

What its function gives must not depend on the values. Each place takes a value as the database has it: the id of a
record and not the record, and one that is never None. A place among several is `AnyOf(place)`.
"""

from __future__ import annotations

import inspect
from collections.abc import Callable, Sequence
from copy import copy
from dataclasses import dataclass
from typing import Any

from django.db import DEFAULT_DB_ALIAS, connections
from django.db.backends.postgresql.base import ServerBindingCursor
from django.db.models import Model, QuerySet, Value
from django.db.models.query import ModelIterable
from django.db.models.sql.compiler import SQLCompiler


class Given(Value):
    """The place of a value that is known only when the question is asked."""

    written = "%s"

    def __init__(self, number: int) -> None:
        super().__init__(number)
        self.number = number

    def as_sql(self, compiler: SQLCompiler, connection: Any) -> Any:
        """Write the place; it stands for its value among the parameters."""
        return self.written, [self]


class AnyOf(Given):
    """The place of a list of values, one of which is meant."""

    written = "ANY(%s)"

    def __init__(self, place: Given) -> None:
        super().__init__(place.number)


@dataclass(frozen=True, slots=True)
class Asking:
    """The places of a user, for query sets that ask for somebody's rights."""

    pk: Given
    organization_id: Given


class Prepared[Row: Model]:
    """A question to the database; ask it by calling it with its values."""

    def __init__(self, question: Callable[..., QuerySet[Row]]) -> None:
        self._question = question
        self._text: _Text | None = None

    def __call__(self, *values: object) -> list[Row]:
        """Give the rows."""
        # should two threads write it at once, both write the same
        self._text = self._text or _written(self._question)
        asked: Any = _Asked(self._text, values)
        return list(ModelIterable(asked))

    def first(self, *values: object) -> Row | None:
        """Give the first row, if there is any."""
        return next(iter(self(*values)), None)

    def any(self, *values: object) -> bool:
        """Whether there is a row at all."""
        return bool(self(*values))


@dataclass(frozen=True, slots=True)
class _Text:
    """A question as it goes to the database, and how its rows are read."""

    sql: str
    parameters: Sequence[Any]
    compiler: Any
    query_set: Any


def _written(question: Callable[..., QuerySet[Any]]) -> _Text:
    places = [Given(number) for number in range(len(inspect.signature(question).parameters))]
    query_set: Any = question(*places)
    if query_set._prefetch_related_lookups or not issubclass(query_set._iterable_class, ModelIterable):
        raise TypeError("A prepared question gives records, and prefetches nothing.")
    compiler = query_set.query.get_compiler(DEFAULT_DB_ALIAS)
    sql, parameters = compiler.as_sql()
    if missing := set(range(len(places))) - {one.number for one in parameters if isinstance(one, Given)}:
        raise TypeError(f"No place takes the values {sorted(missing)}.")
    return _Text(sql, parameters, compiler, query_set)


class _Asked:
    """As much of a query set as it takes to read records."""

    db = DEFAULT_DB_ALIAS

    def __init__(self, text: _Text, values: Sequence[object]) -> None:
        self.query = self
        self.model = text.query_set.model
        self._known_related_objects = text.query_set._known_related_objects
        self._fetch_mode = text.query_set._fetch_mode
        self._text = text
        self._values = values

    def get_compiler(self, using: str) -> Any:
        """Give the compiler that wrote the question, on this thread's connection and with these values."""
        parameters = [self._values[one.number] if isinstance(one, Given) else one for one in self._text.parameters]
        compiler = copy(self._text.compiler)
        compiler.connection = _LeavingValues(connections[using])
        compiler.as_sql = lambda *_, **__: (self._text.sql, parameters)
        return compiler


class _LeavingValues:
    """A connection that leaves the values to the database, so that it too plans a question once.

    Others are sent with their values written in: a list in them may be as long as it likes.
    """

    def __init__(self, connection: Any) -> None:
        self._connection = connection

    def __getattr__(self, name: str) -> Any:
        return getattr(self._connection, name)

    def cursor(self) -> Any:
        """Give a cursor, as the connection gives its own."""
        self._connection.ensure_connection()
        driver = self._connection.connection
        usual, driver.cursor_factory = driver.cursor_factory, ServerBindingCursor
        try:
            return self._connection.cursor()
        finally:
            driver.cursor_factory = usual
