"""A list that goes on, the newest first: what stands on a page, and the mark at which the next one begins."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime
from uuid import UUID

from django.db.models import DateTimeField, Model, Q, QuerySet

from chairside.web.days import day_of, moment_written

AT_ONCE = 50


def page[Row: Model](found: QuerySet[Row], by: str, given: str, at_once: int = AT_ONCE) -> tuple[list[Row], str]:
    """Give the rows of one page and the mark of the next, "" when this is the last.

    `found` is ordered by the field `by` and the id, both falling; `given` is the mark, "" for the first page.
    """
    holds_moments = isinstance(found.model._meta.get_field(by), DateTimeField)
    if mark := read_mark(given) if holds_moments else _mark(given, day_of):
        at, pk = mark
        found = found.filter(Q(**{f"{by}__lt": at}) | Q(**{by: at, "pk__lt": pk}))
    rows = list(found[: at_once + 1])
    shown = rows[:at_once]
    return shown, mark_of(getattr(shown[-1], by), shown[-1].pk) if len(rows) > at_once else ""


def mark_of(at: date, pk: UUID) -> str:
    """Write where a page ends; a moment is a date, too."""
    return f"{at.isoformat()}_{pk}"


def read_mark(given: str) -> tuple[datetime, UUID] | None:
    """Read the mark of a list by moments; None for what is none."""
    return _mark(given, moment_written)


def _mark[Point: date](given: str, read: Callable[[str], Point | None]) -> tuple[Point, UUID] | None:
    written, _, pk = given.partition("_")
    at = read(written)
    try:
        return (at, UUID(pk)) if at else None
    except ValueError:
        return None
