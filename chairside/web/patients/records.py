"""The Appointments, with the due dates, and the Messages of a patient."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from uuid import UUID

from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_http_methods, require_safe

from chairside.models import Location, Patient, PlannedMessage, PrimaryContactTerm, Thread, User
from chairside.rules.rights import Right
from chairside.web.communications.lines import WITH, lines
from chairside.web.communications.untold import untold
from chairside.web.found import rights_of, user_of
from chairside.web.labels import appointment_statuses
from chairside.web.patients.due_dates import due_dates, keep_due_date
from chairside.web.patients.pages import back, find_patient, show
from chairside.web.rows import last_words
from chairside.web.schedule.visits import Visit, drawn

MOST_VISITS = 100
MOST_PLANNED = 30


@dataclass(frozen=True, slots=True)
class Talk:
    """A conversation about the patient; `is_past` when its contact is the contact no more."""

    thread: Thread
    at: datetime | None
    last_words: str
    is_past: bool


@require_http_methods(["GET", "HEAD", "POST"])
def appointments(request: HttpRequest, location_id: UUID, patient_id: UUID) -> HttpResponse:
    """Show the visits at the locations whose schedule the user may see, and when the patient is due again."""
    location, patient = find_patient(request, location_id, patient_id)
    now = datetime.now(UTC)
    errors: dict[str, str] = {}
    given = request.POST if request.method == "POST" else None
    if given is not None:
        words = keep_due_date(given, patient, location, user_of(request), errors)
        if words is not None:
            return back(request, "patient_appointments", location, patient, words)
    places = Location.objects.where_may(user_of(request), Right.REVIEW_SCHEDULE)
    found = patient.appointments.filter(location__in=places).select_related(
        "location", "provider", "operatory", "patient"
    )
    visits = [drawn(one, one.location) for one in found.order_by("-starts_at")[:MOST_VISITS]]
    coming: list[Visit] = [one for one in reversed(visits) if one.appointment.ends_at >= now]
    values = {
        "coming": coming,
        "past": [one for one in visits if one.appointment.ends_at < now],
        "statuses": appointment_statuses(),
        "may_book": Right.EDIT_SCHEDULE in rights_of(request, location),
        "errors": errors,
        **due_dates(patient, location, now, given),
    }
    return show(request, location, patient, "patient_appointments", values, status=422 if errors else 200)


@require_safe
def conversations(request: HttpRequest, location_id: UUID, patient_id: UUID) -> HttpResponse:
    """Show all threads of the patient's contacts, now and before, that the user may read."""
    location, patient = find_patient(request, location_id, patient_id)
    before = PrimaryContactTerm.objects.filter(patient=patient).values("contact_id")
    threads = (
        Thread.objects.visible_to(user_of(request))
        .filter(Q(contact_id=patient.primary_contact_id) | Q(contact_id__in=before), last_at__isnull=False)
        .select_related("contact", "location")
        .newest_first()
    )
    values = {
        "talks": [_talk(one, patient) for one in threads],
        "planned": lines(_planned(patient, user_of(request))),
        "untold": untold(patient, user_of(request), datetime.now(UTC)),
    }
    return show(request, location, patient, "patient_messages", values)


def _planned(patient: Patient, user: User) -> list[PlannedMessage]:
    """Give the newest planned texts about the patient, of the locations whose texts the user may see."""
    shown = PlannedMessage.objects.about(patient, user).select_related(*WITH)
    return list(shown.order_by("-due_at", "-id")[:MOST_PLANNED])


def _talk(thread: Thread, patient: Patient) -> Talk:
    return Talk(
        thread=thread,
        at=thread.location.clock(thread.last_at) if thread.last_at else None,
        last_words=last_words(thread),
        is_past=thread.contact_id != patient.primary_contact_id,
    )
