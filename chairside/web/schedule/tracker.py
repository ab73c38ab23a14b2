"""The Status Tracker in the routing panel: today's visits by stage."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from uuid import UUID

from django.db.models import Q
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render
from django.views.decorators.http import require_http_methods, require_safe

from chairside.actions.choose_panel import choose_panel
from chairside.models import Appointment, Location, User
from chairside.rules.patients import AppointmentStatus
from chairside.rules.rights import Right
from chairside.rules.tracker import STAGE_OF, Stage, minutes_in_stage
from chairside.web.found import place_or_404, rights_of, user_of
from chairside.web.labels import appointment_statuses, stage_name
from chairside.web.schedule.visits import Visit, drawn, unread_of_contacts, visits_of_day


@dataclass(frozen=True, slots=True)
class Card:
    """A visit on the tracker; `minutes` in its stage, None where waiting has no meaning."""

    visit: Visit
    minutes: int | None


@dataclass(frozen=True, slots=True)
class Group:
    """The cards of one stage."""

    stage: Stage
    name: str
    cards: list[Card]


@require_safe
def tracker(request: HttpRequest, location_id: UUID) -> HttpResponse:
    """Give the cards of today, for the panel."""
    location = place_or_404(request, location_id, Right.REVIEW_SCHEDULE)
    user = user_of(request)
    rights = rights_of(request, location)
    now = datetime.now(UTC)
    subscribed = user.subscriptions.exists()
    visits = visits_of_day(location, location.clock(now).date())
    if subscribed and user.tracks_own_only:
        visits = visits.filter(_subscribed(user))
    values = {
        "location": location,
        "groups": _groups(list(visits), location, now),
        "statuses": appointment_statuses(),
        "may_edit": Right.EDIT_SCHEDULE in rights,
        "may_text": Right.REVIEW_INBOX in rights,
        "opens_patients": Right.REVIEW_PATIENTS in rights,
        "subscribed": subscribed,
        "own_only": user.tracks_own_only,
    }
    return render(request, "panel/tracker.html", values)


@require_http_methods(["PUT"])
def panel(request: HttpRequest) -> HttpResponse:
    """Keep how the user wants the panel: pinned, and with the subscribed visits only."""
    given = QueryDict(request.body)
    choose_panel(user_of(request), pinned=_yes(given, "pinned"), own_only=_yes(given, "only_mine"))
    return HttpResponse(status=204)


def _subscribed(user: User) -> Q:
    chosen = user.subscriptions.all()
    return Q(provider__in=chosen.filter(provider__isnull=False).values("provider")) | Q(
        operatory__in=chosen.filter(operatory__isnull=False).values("operatory")
    )


def _groups(visits: list[Appointment], location: Location, now: datetime) -> list[Group]:
    unread = unread_of_contacts(location, [visit.patient for visit in visits])
    groups = {stage: Group(stage, stage_name(stage), []) for stage in Stage}
    for one in visits:
        status = AppointmentStatus(one.status)
        if status in STAGE_OF:
            visit = drawn(one, location, unread.get(one.patient.primary_contact_id, 0))
            minutes = minutes_in_stage(status, one.status_at, one.starts_at, now)
            groups[STAGE_OF[status]].cards.append(Card(visit, minutes))
    return list(groups.values())


def _yes(given: QueryDict, name: str) -> bool | None:
    return given[name] == "yes" if name in given else None
