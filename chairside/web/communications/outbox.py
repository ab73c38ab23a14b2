"""The outbox: every planned text of the location, what became of it, and why."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from urllib.parse import urlencode
from uuid import UUID

from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext
from django.views.decorators.http import require_safe

from chairside.models import Location, Patient, PlannedMessage
from chairside.rules.communications.left_out import IN_WORDS
from chairside.rules.rights import Right
from chairside.web.communications.lines import WITH, lines
from chairside.web.communications.words import KINDS, STATES
from chairside.web.drawing import in_words
from chairside.web.found import place_or_404
from chairside.web.frame import frame
from chairside.web.looking_up import typed

AT_ONCE = 50
FIRST_DAY, LAST_DAY = date(2000, 1, 1), date(2200, 12, 31)


@dataclass(frozen=True, slots=True)
class Filters:
    """What is asked for: days (the location's own, both included), and the rest empty for everything."""

    first: date
    last: date
    state: str = ""
    kind: str = ""
    reason: str = ""
    patient: str = ""

    @classmethod
    def read(cls, given: Mapping[str, str], today: date) -> Filters:
        """Read the address; without dates it is the week before and the week after."""
        first = _day(given.get("first")) or today - timedelta(7)
        last = _day(given.get("last")) or max(first, today + timedelta(8))
        named = {name: typed(given.get(name)) for name in ("state", "kind", "reason", "patient")}
        return cls(min(first, last), max(first, last), **named)

    def address(self, **changed: str) -> str:
        named = {name: str(getattr(self, name)) for name in self.__slots__}
        return "?" + urlencode({**{name: value for name, value in named.items() if value}, **changed})

    def apply(self, location: Location) -> QuerySet[PlannedMessage]:
        """Give the rows that fit, the newest due first."""
        start = datetime.combine(self.first, time.min, location.zone)
        end = datetime.combine(self.last + timedelta(1), time.min, location.zone)
        found = PlannedMessage.objects.filter(location=location, due_at__gte=start, due_at__lt=end)
        for name in ("state", "kind", "reason"):
            if wanted := getattr(self, name):
                found = found.filter(**{name: wanted})
        if self.patient:
            people = Patient.objects.filter(organization_id=location.organization_id).named(self.patient)
            found = found.filter(patient__in=people)
        return found.order_by("-due_at", "-id")


@require_safe
def outbox(request: HttpRequest, location_id: UUID) -> HttpResponse:
    """List planned texts, with filters."""
    location = place_or_404(request, location_id, Right.REVIEW_COMMUNICATIONS)
    filters = Filters.read(request.GET, location.clock(datetime.now(UTC)).date())
    found = filters.apply(location).select_related(*WITH)
    if cursor := _cursor(request.GET.get("before", "")):
        at, pk = cursor
        found = found.filter(Q(due_at__lt=at) | Q(due_at=at, pk__lt=pk))
    rows = list(found[: AT_ONCE + 1])
    shown = rows[:AT_ONCE]
    values = {
        **frame(request, location),
        "tab": "outbox",
        "filters": filters,
        "lines": lines(shown),
        "older": filters.address(before=_mark(shown[-1])) if len(rows) > AT_ONCE else "",
        "states": [(state.value, gettext(words)) for state, words in STATES.items()],
        "kinds": [(kind.value, gettext(words)) for kind, words in KINDS.items()],
        "reasons": sorted(((str(code), in_words(words)) for code, words in IN_WORDS.items()), key=lambda one: one[1]),
    }
    return render(request, "communications/outbox.html", values)


def _mark(row: PlannedMessage) -> str:
    return f"{row.due_at.isoformat()}_{row.pk}"


def _cursor(given: str) -> tuple[datetime, UUID] | None:
    at, _, pk = given.partition("_")
    try:
        moment, row = datetime.fromisoformat(at), UUID(pk)
    except ValueError:
        return None
    return (moment, row) if moment.tzinfo else None


def _day(given: str | None) -> date | None:
    try:
        day = date.fromisoformat(given or "")
    except ValueError:
        return None
    return day if FIRST_DAY <= day <= LAST_DAY else None
