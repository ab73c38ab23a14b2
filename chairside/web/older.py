"""A list that goes on, the newest first: what stands on a page, and the mark at which the next one begins."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db.models import Model, Q, QuerySet

AT_ONCE = 50


def page[Row: Model](found: QuerySet[Row], by: str, given: str, at_once: int = AT_ONCE) -> tuple[list[Row], str]:
    """Give the rows of one page and the mark of the next, "" when this is the last.

    `found` is ordered by the field `by` and the id, both falling; `given` is the mark, "" for the first page.
    """
    if mark := read_mark(given):
        at, pk = mark
        found = found.filter(Q(**{f"{by}__lt": at}) | Q(**{by: at, "pk__lt": pk}))
    rows = list(found[: at_once + 1])
    shown = rows[:at_once]
    return shown, mark_of(getattr(shown[-1], by), shown[-1].pk) if len(rows) > at_once else ""


def mark_of(at: date, pk: UUID) -> str:
    """Write where a page ends; a moment is a date, too."""
    return f"{at.isoformat()}_{pk}"


def read_mark(given: str) -> tuple[Any, UUID] | None:
    """Read a mark; None for what is none."""
    at, _, pk = given.partition("_")
    read: Callable[[str], date] = datetime.fromisoformat if "T" in at else date.fromisoformat
    try:
        moment, row = read(at), UUID(pk)
    except ValueError:
        return None
    return None if isinstance(moment, datetime) and not moment.tzinfo else (moment, row)
