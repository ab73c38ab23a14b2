"""Start a conversation: find a patient, see who the primary contact is, open the thread."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext
from django.views.decorators.http import require_safe

from chairside.actions.open_thread import open_thread
from chairside.actions.refusals import Refused
from chairside.models import Location, Patient, Phone
from chairside.models.circumstances import circumstances, number_for_texting
from chairside.models.patient import PatientQuerySet
from chairside.rules.may_text import Code, Reason, by_hand
from chairside.rules.patients import PatientStatus
from chairside.rules.phones import as_written_here
from chairside.rules.rights import Right
from chairside.web.filters import FEWEST_DIGITS, LONGEST_SEARCH
from chairside.web.found import location_or_404, user_of
from chairside.web.frame import frame
from chairside.web.labels import patient_status

MOST_FOUND = 8
FEWEST_LETTERS = 2


@dataclass(frozen=True, slots=True)
class Find:
    """One patient found, and the way to their primary contact."""

    patient: Patient
    contact: Patient
    detail: str
    number: str
    reasons: tuple[Reason, ...]


@require_safe
def patients(request: HttpRequest, location_id: UUID) -> HttpResponse:
    """Give the patients that fit what was typed."""
    location = location_or_404(request, location_id)
    words = (request.GET.get("q") or "").replace("\0", "").strip()[:LONGEST_SEARCH]
    may = user_of(request).may(Right.MANAGE_INBOX, location.pk)
    found = [_find(patient, location, may=may) for patient in _search(location, words)]
    return render(request, "finder/results.html", {"found": found, "words": words, "location": location})


@require_safe
def contact(request: HttpRequest, location_id: UUID, patient_id: UUID) -> HttpResponse:
    """Open the thread with a contact, empty or not; without a number, say what is missing."""
    location = location_or_404(request, location_id)
    everyone = Patient.objects.filter(organization_id=location.organization_id)
    person = get_object_or_404(everyone, pk=patient_id)
    try:
        return redirect("thread", location.pk, open_thread(location, person, datetime.now(UTC)).pk)
    except Refused as refused:
        values = {"person": person, "reasons": refused.reasons, **frame(request, location)}
        return render(request, "finder/no_number.html", values)


def _search(location: Location, words: str) -> list[Patient]:
    everyone = Patient.objects.filter(organization_id=location.organization_id).exclude(status=PatientStatus.DUPLICATE)
    digits = "".join(sign for sign in words if sign.isdigit())
    found: PatientQuerySet
    if len(digits) >= FEWEST_DIGITS and not any(sign.isalpha() for sign in words):
        owners = Phone.objects.filter(organization_id=location.organization_id, number__contains=digits)
        found = everyone.filter(pk__in=owners.values("patient_id"))
    elif len(words) >= FEWEST_LETTERS:
        found = everyone.named(words)
    else:
        return []
    return list(found.select_related("primary_contact").order_by("family_name", "given_name")[:MOST_FOUND])


def _find(patient: Patient, location: Location, *, may: bool) -> Find:
    contact = _speaker(patient)
    number = number_for_texting(contact)
    facts = circumstances(location, contact, number)
    reasons = by_hand(facts, may_manage_inbox=may)
    return Find(
        patient=patient,
        contact=contact,
        detail=_detail(patient, contact),
        number=as_written_here(number) if number else "",
        reasons=tuple(reason for reason in reasons if reason.code is not Code.NO_RIGHT),
    )


def _speaker(patient: Patient) -> Patient:
    """A non-patient is found as the contact that they are for others."""
    return patient if patient.status == PatientStatus.NON_PATIENT else patient.primary_contact


def _detail(patient: Patient, contact: Patient) -> str:
    parts = [patient_status(patient.status)]
    if patient.birth_date:
        parts.append(gettext("born %(year)s") % {"year": patient.birth_date.year})
    if contact.pk != patient.pk:
        parts.append(gettext("primary contact: %(name)s") % {"name": contact.name})
    return " · ".join(parts)
