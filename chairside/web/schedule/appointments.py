"""One appointment: its panel, its status, its form."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods, require_safe

from chairside.actions.refusals import ChangedSince
from chairside.actions.schedule.book import Booking, CannotBook, change_appointment, make_appointment
from chairside.actions.schedule.set_appointment_status import ChangedMeanwhile, set_appointment_status
from chairside.models import Appointment, Location
from chairside.rules.patients import AppointmentStatus
from chairside.rules.rights import Right
from chairside.web.drawing import in_words
from chairside.web.found import place_or_404, rights_of, user_of
from chairside.web.frame import frame
from chairside.web.labels import appointment_status, appointment_statuses
from chairside.web.ribbon import ribbon
from chairside.web.schedule.booking_form import BookingForm
from chairside.web.schedule.visits import drawn, unread_of_contacts


def appointment_or_404(location: Location, appointment_id: UUID) -> Appointment:
    """Give the appointment of this location."""
    found = location.appointments.select_related("patient__primary_contact", "provider", "operatory")
    return get_object_or_404(found, pk=appointment_id)


@require_safe
def appointment(request: HttpRequest, location_id: UUID, appointment_id: UUID) -> HttpResponse:
    """The Appointment Information panel; a page of its own when it is not asked for as a part."""
    location = place_or_404(request, location_id, Right.REVIEW_SCHEDULE)
    visit = appointment_or_404(location, appointment_id)
    if not request.headers.get("X-Part"):
        day = location.clock(visit.starts_at).date()
        return redirect(f"{reverse('schedule', args=[location.pk])}?day={day}&appointment={visit.pk}")
    rights = rights_of(request, location)
    unread = unread_of_contacts(location, [visit.patient])
    values = {
        "location": location,
        "visit": drawn(visit, location, unread.get(visit.patient.primary_contact_id, 0)),
        "ribbon": ribbon(visit.patient, location, rights, datetime.now(UTC)),
        "statuses": appointment_statuses(),
        "may_edit": Right.EDIT_SCHEDULE in rights,
        "opens_patients": Right.REVIEW_PATIENTS in rights,
    }
    return render(request, "schedule/information.html", values)


@require_http_methods(["PUT"])
def status(request: HttpRequest, location_id: UUID, appointment_id: UUID) -> HttpResponse:
    """Set the status; `before` is what the user saw, so that nobody overwrites a colleague unknowingly."""
    location = place_or_404(request, location_id, Right.EDIT_SCHEDULE)
    visit = appointment_or_404(location, appointment_id)
    given = QueryDict(request.body)
    try:
        wanted = AppointmentStatus(given.get("status", ""))
        before = AppointmentStatus(given["before"]) if "before" in given else None
    except ValueError:
        return _in_words(gettext("There is no such status. Reload the page and choose again."), 422)
    try:
        set_appointment_status(visit, wanted, by=user_of(request), now=datetime.now(UTC), before=before)
    except ChangedMeanwhile as changed:
        words = gettext("A colleague has set it to %(status)s meanwhile.") % {
            "status": appointment_status(changed.status)
        }
        return _in_words(words, 409)
    return HttpResponse(status=204)


@require_http_methods(["GET", "HEAD", "POST"])
def new_appointment(request: HttpRequest, location_id: UUID) -> HttpResponse:
    """The form of a new appointment, for a patient and a moment when the address names them."""
    location = place_or_404(request, location_id, Right.EDIT_SCHEDULE)
    form = BookingForm(location, request.POST if request.method == "POST" else _suggested(request, location))
    if request.method == "POST" and (booking := form.booking()) and form.patient:
        try:
            visit = make_appointment(location, form.patient, booking, by=user_of(request), now=datetime.now(UTC))
        except CannotBook as cannot:
            form.refuse(cannot.field, in_words(cannot.words))
        else:
            return _shown(request, location, visit, gettext("The appointment stands in the schedule."))
    return _form(request, location, form, None)


@require_http_methods(["GET", "HEAD", "POST"])
def edit_appointment(request: HttpRequest, location_id: UUID, appointment_id: UUID) -> HttpResponse:
    """The form that moves or corrects an appointment."""
    location = place_or_404(request, location_id, Right.EDIT_SCHEDULE)
    visit = appointment_or_404(location, appointment_id)
    given = request.POST if request.method == "POST" else BookingForm.of(visit, location)
    form = BookingForm(location, given, visit)
    if request.method == "POST" and (booking := form.booking()):
        try:
            seen = request.POST.get("seen")
            change_appointment(visit, booking, by=user_of(request), now=datetime.now(UTC), seen=seen)
        except ChangedSince:
            form.show_changes(appointment_or_404(location, appointment_id))
            return _form(request, location, form, visit, status=409)
        except CannotBook as cannot:
            form.refuse(cannot.field, in_words(cannot.words))
        else:
            return _shown(request, location, visit, gettext("The appointment was changed."), booking)
    return _form(request, location, form, visit)


def _in_words(words: str, status: int) -> HttpResponse:
    return HttpResponse(words, status=status, content_type="text/plain; charset=utf-8")


def _suggested(request: HttpRequest, location: Location) -> dict[str, str]:
    now = location.clock(datetime.now(UTC))
    full_hour = now.replace(minute=0) + timedelta(hours=1)
    return {
        "day": request.GET.get("day") or now.date().isoformat(),
        "starts": request.GET.get("at") or full_hour.strftime("%H:%M"),
        "minutes": "60",
        "operatory": request.GET.get("operatory", ""),
        "patient": request.GET.get("patient", ""),
    }


def _form(
    request: HttpRequest, location: Location, form: BookingForm, visit: Appointment | None, *, status: int = 200
) -> HttpResponse:
    values: dict[str, Any] = {**frame(request, location), "form": form, "visit": visit}
    return render(request, "schedule/form.html", values, status=422 if form.errors else status)


def _shown(
    request: HttpRequest, location: Location, visit: Appointment, words: str, booking: Booking | None = None
) -> HttpResponse:
    messages.success(request, words)
    day = location.clock(booking.starts_at if booking else visit.starts_at).date()
    answer = redirect(f"{reverse('schedule', args=[location.pk])}?day={day}&appointment={visit.pk}")
    answer.status_code = 303
    return answer
