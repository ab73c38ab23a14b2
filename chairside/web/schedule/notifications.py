"""What a user wants to hear of: subscriptions, sound and desktop notices, and the notices themselves."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods, require_safe

from chairside.actions.subscribe import subscribe
from chairside.models import Appointment, Location, Operatory, Provider, User
from chairside.rules.patients import AppointmentStatus
from chairside.rules.rights import Right
from chairside.rules.tracker import TOLD
from chairside.web.found import place_or_404, user_of
from chairside.web.frame import frame
from chairside.web.labels import appointment_status


@require_http_methods(["GET", "HEAD", "POST"])
def notifications(request: HttpRequest, location_id: UUID) -> HttpResponse:
    """Show and keep what the user subscribes to."""
    user = user_of(request)
    location = get_object_or_404(Location.objects.open_to(user), pk=location_id)
    providers = Provider.objects.filter(organization_id=user.organization_id).order_by("name")
    operatories = Operatory.objects.filter(location=location)
    if request.method == "POST":
        subscribe(
            user,
            location,
            providers=list(providers.filter(pk__in=_ids(request, "provider"))),
            operatories=list(operatories.filter(pk__in=_ids(request, "operatory"))),
            hears_sounds=request.POST.get("sound") == "yes",
            wants_desktop_notices=request.POST.get("desktop") == "yes",
        )
        messages.success(request, gettext("Your notifications were changed."))
        answer = redirect("notifications", location.pk)
        answer.status_code = 303
        return answer
    values: dict[str, Any] = {
        **frame(request, location),
        "providers": list(providers),
        "operatories": list(operatories),
        "chosen": _chosen(user),
    }
    return render(request, "notifications.html", values)


@require_safe
def notice(request: HttpRequest, location_id: UUID, appointment_id: UUID) -> HttpResponse:
    """Give the words of a pop-up about a visit that another user changed; 204 when it is none of the user's."""
    location = place_or_404(request, location_id, Right.REVIEW_SCHEDULE)
    visit = get_object_or_404(location.appointments.select_related("patient", "operatory"), pk=appointment_id)
    status = AppointmentStatus(visit.status)
    if status not in TOLD or not _subscribes(user_of(request), visit):
        return HttpResponse(status=204)
    words = gettext("%(name)s: %(status)s") % {"name": visit.patient.name, "status": appointment_status(status)}
    where = visit.operatory.name if visit.operatory else ""
    at = location.clock(datetime.now(UTC))
    return JsonResponse({"words": words, "where": where, "patient": str(visit.patient_id), "at": at.isoformat()})


def _subscribes(user: User, visit: Appointment) -> bool:
    """Without any subscription a user hears of the whole location."""
    chosen = list(user.subscriptions.all())
    return not chosen or any(
        (one.provider_id and one.provider_id == visit.provider_id)
        or (one.operatory_id and one.operatory_id == visit.operatory_id)
        for one in chosen
    )


def _chosen(user: User) -> set[UUID]:
    pairs = user.subscriptions.values_list("provider_id", "operatory_id")
    return {chosen for pair in pairs for chosen in pair if chosen}


def _ids(request: HttpRequest, name: str) -> list[UUID]:
    found = []
    for given in request.POST.getlist(name):
        try:
            found.append(UUID(given))
        except ValueError:
            continue
    return found
