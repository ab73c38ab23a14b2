"""Insert rows of a model set by set: one statement for each model, whatever the number of rows."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from typing import Any

from django.db import connection
from django.db.models import Model

from chairside.actions.receiving.way import Way


def insert(way: Way, rows: Sequence[Model], *, once: bool = False) -> None:
    """Send the rows on a way; with `once` those that are there already are left out."""
    if not rows:
        return
    fields = _fields(type(rows[0]))
    columns = {
        field.column: [field.get_db_prep_save(field.pre_save(row, add=True), connection) for row in rows]
        for field in fields
    }
    way.send(_statement(type(rows[0]), once=once), columns)


@cache
def _fields(model: type[Model]) -> list[Any]:
    # what the database makes by itself is not given
    return [field for field in model._meta.concrete_fields if not field.generated]


@cache
def _statement(model: type[Model], *, once: bool) -> str:
    fields = _fields(model)
    names = ", ".join(f'"{field.column}"' for field in fields)
    arrays = ", ".join(f"%({field.column})s::{_type(field)}[]" for field in fields)
    ending = " ON CONFLICT DO NOTHING" if once else ""
    table = model._meta.db_table
    return f'INSERT INTO "{table}" ({names}) SELECT * FROM unnest({arrays}){ending}'  # noqa: S608 - names of ours


def _type(field: Any) -> str:
    # without its length: a cast would cut silently what must be refused
    return str(field.db_type(connection)).split("(")[0]
