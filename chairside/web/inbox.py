"""The inbox of a location: the page, its rows, and what changed since."""

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe
from markupsafe import Markup

from chairside.actions.remember_location import remember_location
from chairside.models import Location, Thread, User, View
from chairside.models.inbox_numbers import inbox_numbers
from chairside.models.prepared import Asking, Given, Prepared
from chairside.models.thread import ThreadQuerySet
from chairside.web.filters import Filters
from chairside.web.found import location_or_404, user_of
from chairside.web.frame import frame
from chairside.web.older import mark_of, read_mark
from chairside.web.rows import draw, rows_of

ROWS_AT_ONCE = 50
MOST_CHANGES = 100


@dataclass(frozen=True, slots=True)
class Page:
    """Some rows of the list, drawn, and where the next ones begin."""

    rows: Markup
    next: str


@require_safe
def inbox(request: HttpRequest, location_id: UUID) -> HttpResponse:
    """Show the inbox with no thread open."""
    location = location_or_404(request, location_id)
    remember_location(user_of(request), location)
    return render(
        request,
        "inbox/page.html",
        {**frame(request, location), **inbox_list(request, location), "open": None},
    )


@require_safe
def rows(request: HttpRequest, location_id: UUID) -> HttpResponse:
    """Give the list for these filters; with `after`, only the rows that follow."""
    location = location_or_404(request, location_id)
    values = inbox_list(request, location)
    template = "inbox/rows.html" if request.GET.get("after") else "inbox/list.html"
    values["numbers"] = inbox_numbers(location.pk, user_of(request).pk)
    return render(request, template, {**values, "location": location})


@require_safe
def changes(request: HttpRequest, location_id: UUID) -> HttpResponse:
    """Give the present rows of some threads, the counts, and the unread number, for a live screen."""
    location = location_or_404(request, location_id)
    filters = Filters.read(request.GET)
    wanted = _ids(request.GET.getlist("thread"))
    now = datetime.now(UTC)
    shown = filters.apply(location, user_of(request), now).filter(pk__in=wanted)
    found = rows_of(shown, location, user_of(request), now)
    values = {
        "rows": draw(found, location.pk, filters),
        "gone": wanted - {row.pk for row in found},
        "numbers": inbox_numbers(location.pk, user_of(request).pk),
        "filters": filters,
        "location": location,
    }
    return render(request, "inbox/changes.html", values)


def inbox_list(request: HttpRequest, location: Location, open_thread: UUID | None = None) -> dict[str, Any]:
    """Give what the list shows for the request's filters, beside an open thread or none."""
    filters = Filters.read(request.GET)
    now = datetime.now(UTC)
    found = _found(filters, location, user_of(request), read_mark(request.GET.get("after", "")), now)
    more = len(found) > ROWS_AT_ONCE
    shown = found[:ROWS_AT_ONCE]
    return {
        "filters": filters,
        "page": Page(
            rows=draw(rows_of(shown, location, user_of(request), now), location.pk, filters, open_thread),
            next=mark_of(shown[-1].last_at or shown[-1].created_at, shown[-1].pk) if more else "",
        ),
    }


def _found(
    filters: Filters, location: Location, user: User, after: tuple[datetime, object] | None, now: datetime
) -> list[Thread]:
    """Give one thread more than a page shows; what most screens show, a view's first rows, by a prepared question."""
    if filters == Filters(view=filters.view) and after is None:
        return first_of_view(filters.view, location, user)
    return newest_of(filters.apply(location, user, now).newest_first(after))


def first_of_view(view: View, location: Location, user: User) -> list[Thread]:
    """Give the newest threads of a whole view, one more than a page shows."""
    return FIRST_OF_MINE(location.pk, user.pk) if view is View.MINE else FIRST_OF_OTHERS[view](location.pk)


def newest_of(threads: ThreadQuerySet) -> list[Thread]:
    """Give the first of these, one more than a page shows.

    Which they are an index can mostly say by itself: then no thread is read that is not shown.
    """
    first = threads.values("id")[: ROWS_AT_ONCE + 1]
    return list(Thread.objects.filter(id__in=first).newest_first())


def _first_rows(view: View, place: Given, user: Given) -> ThreadQuerySet:
    return Thread.objects.filter(location=place).in_view(view, Asking(user, place)).newest_first()[: ROWS_AT_ONCE + 1]


FIRST_OF_MINE = Prepared(lambda place, user: _first_rows(View.MINE, place, user))


def _prepared(view: View) -> Prepared[Thread]:
    # the same for everybody: no place takes a user
    return Prepared(lambda place: _first_rows(view, place, place))


FIRST_OF_OTHERS = {view: _prepared(view) for view in View if view is not View.MINE}


def _ids(given: list[str]) -> set[UUID]:
    found = set()
    for text in given[:MOST_CHANGES]:
        try:
            found.add(UUID(text))
        except ValueError:
            continue
    return found
