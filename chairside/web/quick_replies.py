"""Quick replies in the composer: those at hand, filled for the contact of the thread."""

from __future__ import annotations

from datetime import UTC, datetime
from uuid import UUID

from django.http import HttpRequest, JsonResponse
from django.utils import translation
from django.utils.formats import date_format
from django.utils.translation import gettext, pgettext
from django.views.decorators.http import require_safe

from chairside.models import Appointment, Location, Patient, QuickReply, Thread
from chairside.rules.fields import fill, unfilled
from chairside.rules.phones import as_written_here
from chairside.web.found import location_or_404, thread_or_404, user_of

SPANISH = "es"


@require_safe
def quick_replies(request: HttpRequest, location_id: UUID, thread_id: UUID) -> JsonResponse:
    """Give name, filled text and the fields that could not be filled, for each that is at hand."""
    location = location_or_404(request, location_id)
    thread = thread_or_404(request, location, thread_id)
    language = SPANISH if thread.contact.language.startswith(SPANISH) else "en"
    values = values_for(thread, language, datetime.now(UTC))
    told = []
    for reply in QuickReply.objects.at_hand(user_of(request), location):
        text = fill((language == SPANISH and reply.spanish) or reply.english, values)
        told.append({"name": reply.name, "text": text, "missing": unfilled(text)})
    return JsonResponse({"replies": told})


def values_for(thread: Thread, language: str, now: datetime) -> dict[str, str]:
    """Give what the fields mean for a thread, in the contact's language; without a visit no date and time."""
    household = list(Patient.objects.household_of(thread.contact_id))
    location: Location = thread.location
    visit = _next_visit(household, location, now)
    number = getattr(location, "text_number", None)
    with translation.override(language):
        values = {
            "first_name": thread.contact.given_name,
            "patients": _together([patient.given_name for patient in household]),
            "location": location.name,
            "phone": as_written_here(number.number) if number else "",
        }
        if visit:
            local = location.clock(visit.starts_at)
            values["date"] = date_format(local, pgettext("day with weekday", "l, F j"))
            values["time"] = date_format(local, pgettext("time of day", "g:i A"))
    return values


def _next_visit(household: list[Patient], location: Location, now: datetime) -> Appointment | None:
    coming = Appointment.objects.taking_place().filter(patient__in=household, location=location, starts_at__gt=now)
    return coming.order_by("starts_at").first()


def _together(names: list[str]) -> str:
    if len(names) < 2:
        return "".join(names)
    return gettext("%(names)s and %(last)s") % {"names": ", ".join(names[:-1]), "last": names[-1]}
