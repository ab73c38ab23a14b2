"""Home > Reports > Patient Communications: what became of the texts, how fast patients are answered, what is left."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.formats import date_format
from django.utils.translation import gettext, gettext_noop, ngettext
from django.views.decorators.http import require_safe

from chairside.models import Location, TextNumber
from chairside.models.text_figures import (
    Asked,
    Figures,
    Which,
    by_day,
    by_location,
    figures_of,
    first_replies,
    unanswered_now,
    why_failed,
)
from chairside.rules.rights import Right
from chairside.web.failures import failure_in_words
from chairside.web.found import place_or_404, user_of
from chairside.web.frame import frame
from chairside.web.reports.charts import THEMES, Series, bars, columns, stacked
from chairside.web.reports.figure_filters import EVERYWHERE, FigureFilters

WHICH = {
    Which.ALL: gettext_noop("all texts"),
    Which.AUTOMATED: gettext_noop("texts that went out by themselves"),
    Which.STAFF: gettext_noop("texts written by staff"),
}
PARTS = (
    ("delivered", "good", gettext_noop("Delivered")),
    ("under_way", "open", gettext_noop("Under way")),
    ("failed", "bad", gettext_noop("Failed")),
    ("not_confirmed", "doubt", gettext_noop("Not confirmed")),
)
"""The parts of the columns: each of our texts is in one of them."""


@dataclass(frozen=True, slots=True)
class Allowance:
    """How much of the carrier's daily limit a location has used today."""

    location: str
    used: int
    limit: int | None

    @property
    def share(self) -> int | None:
        return None if not self.limit else round(100 * self.used / self.limit)


@require_safe
def communications_report(request: HttpRequest, location_id: UUID) -> HttpResponse:
    """Show figures and charts; every chart has its table."""
    location, seen, filters, asked = _asked(request, location_id)
    found = figures_of(asked)
    days, places = by_day(found, asked), by_location(found, asked)
    sum_of_all = Figures()
    for one in days.values():
        sum_of_all.add(one)
    waiting, since = unanswered_now(asked.location_ids)
    names = {one.pk: one.name for one in seen}
    replies = first_replies(asked)
    values = {
        **frame(request, location),
        "filters": filters,
        "location_choices": [(EVERYWHERE, gettext("all that are open to you")), *((one.pk, one.name) for one in seen)],
        "which_choices": [(which.value, gettext(words)) for which, words in WHICH.items()],
        "days": [(day, figures) for day, figures in reversed(days.items())],
        "by_place": sorted((names[place], figures) for place, figures in places.items()) if len(places) > 1 else [],
        "sum": sum_of_all,
        "failed": [(failure_in_words(code, words), count) for code, words, count in why_failed(asked)],
        "replies": [(one, _span(one.median), _span(one.ninetieth)) for one in replies if one.day],
        "replies_sum": next(((one, _span(one.median), _span(one.ninetieth)) for one in replies if not one.day), None),
        "waiting": waiting,
        "since": location.clock(since) if since else None,
        "allowances": _allowances(filters.places(seen), datetime.now(UTC)),
    }
    return render(request, "reports/communications.html", values)


@require_safe
def communications_chart(request: HttpRequest, location_id: UUID, name: str) -> HttpResponse:
    """Draw one of the charts, for one of the two themes."""
    _, seen, _, asked = _asked(request, location_id)
    theme = request.GET.get("theme", "light")
    if name not in CHARTS or theme not in THEMES:
        raise Http404
    return CHARTS[name](asked, seen, theme)


def _asked(request: HttpRequest, location_id: UUID) -> tuple[Location, list[Location], FigureFilters, Asked]:
    location = place_or_404(request, location_id, Right.REVIEW_COMMUNICATIONS)
    seen = list(Location.objects.where_may(user_of(request), Right.REVIEW_COMMUNICATIONS))
    filters = FigureFilters.read(request.GET, location.clock(datetime.now(UTC)).date(), location, seen)
    return location, seen, filters, filters.asked(seen)


def _texts(asked: Asked, _: Sequence[Location], theme: str) -> HttpResponse:
    days = by_day(figures_of(asked), asked)
    labels = [date_format(day, "M j") for day in days]
    return stacked(labels, _parts(list(days.values())), theme)


def _places(asked: Asked, seen: Sequence[Location], theme: str) -> HttpResponse:
    places = by_location(figures_of(asked), asked)
    shown = [one for one in seen if one.pk in places]
    return bars([one.name for one in shown], _parts([places[one.pk] for one in shown]), theme)


def _failures(asked: Asked, _: Sequence[Location], theme: str) -> HttpResponse:
    # pygal begins at the bottom
    found = [(failure_in_words(code, words), count) for code, words, count in reversed(why_failed(asked))]
    return bars([words for words, _ in found], [(gettext("Failed"), "bad", [count for _, count in found])], theme)


def _answers(asked: Asked, _: Sequence[Location], theme: str) -> HttpResponse:
    known = {one.day: one for one in first_replies(asked) if one.day}
    days = [asked.first + timedelta(place) for place in range((asked.last - asked.first).days + 1)]
    found = [known.get(day) for day in days]
    series: Series = [
        (gettext("Median, minutes"), "good", [_minutes(one.median if one else None) for one in found]),
        (gettext("Nine of ten within, minutes"), "open", [_minutes(one.ninetieth if one else None) for one in found]),
    ]
    return columns([date_format(day, "M j") for day in days], series, theme)


CHARTS = {"texts": _texts, "locations": _places, "failures": _failures, "replies": _answers}


def _parts(figures: Sequence[Figures]) -> Series:
    return [(gettext(words), meaning, [getattr(one, name) for one in figures]) for name, meaning, words in PARTS]


def _minutes(span: timedelta | None) -> float | None:
    return None if span is None else round(span.total_seconds() / 60, 1)


def _span(span: timedelta | None) -> str:
    """Say how long something took, as people do."""
    if span is None:
        return "–"
    minutes = round(span.total_seconds() / 60)
    if minutes < 1:
        return gettext("under a minute")
    if minutes < 120:
        return ngettext("%(count)s minute", "%(count)s minutes", minutes) % {"count": minutes}
    hours = round(minutes / 60)
    if hours < 48:
        return ngettext("%(count)s hour", "%(count)s hours", hours) % {"count": hours}
    return ngettext("%(count)s day", "%(count)s days", round(hours / 24)) % {"count": round(hours / 24)}


def _allowances(places: Sequence[Location], now: datetime) -> list[Allowance]:
    numbers = {one.location_id: one for one in TextNumber.objects.filter(location__in=places)}
    found = []
    for place in places:
        number = numbers.get(place.pk)
        if number is not None:
            used = number.segments_counted if number.counted_on == place.clock(now).date() else 0
            found.append(Allowance(place.name, used, number.segments_per_day))
    return found
