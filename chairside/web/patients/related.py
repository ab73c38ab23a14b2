"""Related Patients: who speaks and who pays for a patient, the household, and who was contact before."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from chairside.actions.patients.change_guarantor import change_guarantor
from chairside.actions.patients.change_primary_contact import change_primary_contact
from chairside.actions.patients.keep_record import BasicFacts, make_record
from chairside.models import Location, Patient, PrimaryContactTerm, Thread
from chairside.rules.patients import PatientStatus
from chairside.rules.rights import Right
from chairside.rules.search_words import understand
from chairside.web.found import place_or_404, user_of
from chairside.web.labels import patient_status
from chairside.web.looking_up import patients_found, typed
from chairside.web.patients.basic_form import BasicForm
from chairside.web.patients.pages import back, chosen, find_patient, show
from chairside.web.typed import one_line


@dataclass(frozen=True, slots=True)
class Term:
    """Who was primary contact, from when until when (None: now); days are the location's own."""

    contact: Patient
    since: date
    until: date | None


@dataclass(frozen=True, slots=True)
class Relative:
    """A patient of the same household."""

    patient: Patient
    status: str
    age: int | None


@require_safe
def related(request: HttpRequest, location_id: UUID, patient_id: UUID) -> HttpResponse:
    """Show the tab."""
    location, patient = find_patient(request, location_id, patient_id)
    return _tab(request, location, patient, {})


@require_http_methods(["POST"])
def primary_contact(request: HttpRequest, location_id: UUID, patient_id: UUID) -> HttpResponse:
    """Give the patient another primary contact: a record that was picked, Self, or a new Non-Patient."""
    location, patient = find_patient(request, location_id, patient_id)
    errors: dict[str, str] = {}
    contact = _wanted(request, location, patient, errors)
    if contact is None:
        return _tab(request, location, patient, errors, "contact")
    change_primary_contact(patient, contact, by=user_of(request), now=datetime.now(UTC))
    words = gettext("%(name)s is the primary contact now.") % {"name": contact.name}
    return back(request, "related", location, patient, words)


@require_POST
def guarantor(request: HttpRequest, location_id: UUID, patient_id: UUID) -> HttpResponse:
    """Give the patient another primary guarantor."""
    location, patient = find_patient(request, location_id, patient_id)
    errors: dict[str, str] = {}
    person = _wanted(request, location, patient, errors)
    if person is None:
        return _tab(request, location, patient, errors, "guarantor")
    change_guarantor(patient, person, by=user_of(request), now=datetime.now(UTC))
    words = gettext("%(name)s is the primary guarantor now.") % {"name": person.name}
    return back(request, "related", location, patient, words)


@require_safe
def people(request: HttpRequest, location_id: UUID) -> HttpResponse:
    """Give the records that fit what was typed into a patient picker."""
    location = place_or_404(request, location_id, Right.REVIEW_PATIENTS)
    words = typed(request.GET.get("q"))
    sought = understand(words, location.clock(datetime.now(UTC)).date())
    found = [one for one in patients_found(location, sought) if str(one.pk) != request.GET.get("but")]
    shown = [(one, patient_status(one.status)) for one in found]
    return render(request, "pieces/picked.html", {"found": shown, "words": words})


def _wanted(request: HttpRequest, location: Location, patient: Patient, errors: dict[str, str]) -> Patient | None:
    """Read who was chosen: Self, somebody from the picker, or somebody new; else say what is missing."""
    match request.POST.get("who"):
        case "self":
            return patient
        case "new":
            return _new_contact(request, location, errors)
        case "person":
            return _picked(request, location, errors)
    errors["who"] = gettext("Choose Self, somebody on record, or somebody new.")
    return None


def _picked(request: HttpRequest, location: Location, errors: dict[str, str]) -> Patient | None:
    person = chosen(location, request.POST.get("person"))
    if person is None:
        errors["person"] = gettext("Choose somebody: type a name and pick one from the list.")
    elif person.status in {PatientStatus.INACTIVE, PatientStatus.DUPLICATE}:
        errors["person"] = gettext("%(name)s is %(status)s and cannot be chosen. Pick somebody else.") % {
            "name": person.name,
            "status": patient_status(person.status),
        }
        return None
    return person


def _new_contact(request: HttpRequest, location: Location, errors: dict[str, str]) -> Patient | None:
    given = request.POST.copy()
    given["status"] = PatientStatus.NON_PATIENT.value
    form = BasicForm(location, datetime.now(UTC), None, given, may_mark=False)
    facts: BasicFacts | None = form.facts()
    if fault := form.errors.pop("phones", ""):
        form.errors["phone_number"] = next((line.error for line in form.phones if line.error), fault)
    if facts is None:
        errors.update(form.errors)
        return None
    return make_record(location.organization, facts, by=user_of(request), now=datetime.now(UTC))


def _tab(
    request: HttpRequest, location: Location, patient: Patient, errors: dict[str, str], changing: str = ""
) -> HttpResponse:
    today = location.clock(datetime.now(UTC)).date()
    household = Patient.objects.household_of(patient.primary_contact_id)
    values = {
        "household": [Relative(one, patient_status(one.status), one.age_on(today)) for one in household],
        "speaks_for": list(Patient.objects.household_of(patient.pk).exclude(pk=patient.pk)),
        "terms": _terms(patient, location),
        "talks_with_contact": Thread.objects.filter(contact=patient.primary_contact_id, last_at__isnull=False).exists(),
        "errors": errors,
        "given": {name: one_line(value) for name, value in request.POST.items()},
        "picked": chosen(location, request.POST.get("person")),
        "changing": changing or request.GET.get("change", ""),
    }
    return show(request, location, patient, "related", values, status=422 if errors else 200)


def _terms(patient: Patient, location: Location) -> list[Term]:
    terms = PrimaryContactTerm.objects.filter(patient=patient).select_related("contact").order_by("-from_at")
    return [
        Term(
            one.contact,
            location.clock(one.from_at).date(),
            location.clock(one.until_at).date() if one.until_at else None,
        )
        for one in terms
    ]
