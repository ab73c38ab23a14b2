"""What every tab of Patient Information shares: the record found, the ribbon, the tabs."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext, gettext_noop

from chairside.models import Location, Patient
from chairside.rules.rights import Right
from chairside.web.found import place_or_404
from chairside.web.frame import frame
from chairside.web.ribbon import ribbon

TABS = (
    ("patient", gettext_noop("Basic Info")),
    ("preferences", gettext_noop("Preferences")),
    ("related", gettext_noop("Related Patients")),
    ("patient_appointments", gettext_noop("Appointments")),
    ("patient_messages", gettext_noop("Messages")),
    ("patient_statements", gettext_noop("Statements")),
)
NEEDS = {"patient_statements": Right.REVIEW_STATEMENTS}
"""Tabs that need a right of their own."""


def find_patient(request: HttpRequest, location_id: UUID, patient_id: UUID) -> tuple[Location, Patient]:
    """Find both, to be changed when the request would change something; 404 without the right."""
    right = Right.REVIEW_PATIENTS if request.method in {"GET", "HEAD"} else Right.EDIT_PATIENTS
    location = place_or_404(request, location_id, right)
    records = Patient.objects.filter(organization_id=location.organization_id)
    found = records.select_related("primary_contact", "primary_guarantor", "duplicate_of")
    return location, get_object_or_404(found, pk=patient_id)


def show(
    request: HttpRequest, location: Location, patient: Patient, tab: str, values: dict[str, Any], *, status: int = 200
) -> HttpResponse:
    """Draw a tab with the frame, the ribbon and the tabs."""
    shared = frame(request, location)
    shared |= {
        "patient": patient,
        "ribbon": ribbon(patient, location, shared["rights"], datetime.now(UTC)),
        "tab": tab,
        "tabs": [(name, gettext(words)) for name, words in TABS if NEEDS.get(name) in {None, *shared["rights"]}],
        "may_edit": Right.EDIT_PATIENTS in shared["rights"],
    }
    return render(request, f"patients/{tab}.html", {**shared, **values}, status=status)


def back(request: HttpRequest, tab: str, location: Location, patient: Patient, words: str) -> HttpResponse:
    """Go back to a tab and say what was done."""
    messages.success(request, words)
    answer = redirect(tab, location.pk, patient.pk)
    answer.status_code = 303
    return answer


def everybody(location: Location) -> Any:
    """Give the records of the location's organization."""
    return Patient.objects.filter(organization_id=location.organization_id)


def chosen(location: Location, given: str | None) -> Patient | None:
    """Give the record that a patient picker chose."""
    try:
        wanted = UUID(given or "")
    except ValueError:
        return None
    found: Patient | None = everybody(location).filter(pk=wanted).first()
    return found
