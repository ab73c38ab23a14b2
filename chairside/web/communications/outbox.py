"""The outbox: every planned text of the location, what became of it, and why."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from uuid import UUID

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext
from django.views.decorators.http import require_safe

from chairside.models import Location, Patient, PlannedMessage
from chairside.rules.communications.left_out import IN_WORDS
from chairside.rules.rights import Right
from chairside.web.communications.lines import WITH, lines
from chairside.web.communications.words import KINDS, STATES
from chairside.web.days import Days, day_of
from chairside.web.drawing import in_words
from chairside.web.found import place_or_404
from chairside.web.frame import frame
from chairside.web.looking_up import typed
from chairside.web.older import page


@dataclass(frozen=True, slots=True)
class Filters(Days):
    """What is asked for: days (the location's own, both included), and the rest empty for everything."""

    state: str = ""
    kind: str = ""
    reason: str = ""
    patient: str = ""

    @classmethod
    def read(cls, given: Mapping[str, str], today: date) -> Filters:
        """Read the address; without dates it is the week before and the week after."""
        first = day_of(given.get("first")) or today - timedelta(7)
        last = day_of(given.get("last")) or max(first, today + timedelta(8))
        named = {name: typed(given.get(name)) for name in ("state", "kind", "reason", "patient")}
        return cls(min(first, last), max(first, last), **named)

    def apply(self, location: Location) -> QuerySet[PlannedMessage]:
        """Give the rows that fit, the newest due first."""
        start, end = self.moments(location.zone)
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
    shown, older = page(found, "due_at", request.GET.get("before", ""))
    values = {
        **frame(request, location),
        "tab": "outbox",
        "filters": filters,
        "lines": lines(shown),
        "older": filters.address(before=older) if older else "",
        "states": [(state.value, gettext(words)) for state, words in STATES.items()],
        "kinds": [(kind.value, gettext(words)) for kind, words in KINDS.items()],
        "reasons": sorted(((str(code), in_words(words)) for code, words in IN_WORDS.items()), key=lambda one: one[1]),
    }
    return render(request, "communications/outbox.html", values)
