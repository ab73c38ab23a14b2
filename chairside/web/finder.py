"""Start a conversation: find a patient, see who the primary contact is, open the thread."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext
from django.views.decorators.http import require_safe

from chairside.actions.note_reading import note_reading
from chairside.actions.open_thread import open_thread
from chairside.actions.refusals import Refused
from chairside.models import Location, Patient
from chairside.models.circumstances import circumstances, number_for_texting
from chairside.rules.may_text import Code, Reason, by_hand
from chairside.rules.phones import as_written_here
from chairside.rules.rights import Right
from chairside.rules.search_words import understand
from chairside.web.found import location_or_404, rights_of, user_of
from chairside.web.frame import frame
from chairside.web.labels import patient_status
from chairside.web.looking_up import patients_found, typed
from chairside.web.ribbon import speaker
from chairside.web.threads import thread_values


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
    words = typed(request.GET.get("q"))
    may = Right.MANAGE_INBOX in rights_of(request, location)
    sought = understand(words, location.clock(datetime.now(UTC)).date())
    found = [find(patient, location, may=may) for patient in patients_found(location, sought)]
    return render(request, "finder/results.html", {"found": found, "words": words, "location": location})


@require_safe
def contact(request: HttpRequest, location_id: UUID, patient_id: UUID) -> HttpResponse:
    """Open the thread with a contact, empty or not; without a number, say what is missing.

    With `dialog` it is the part that the "Messages for <name>" dialog shows.
    """
    location = location_or_404(request, location_id)
    everyone = Patient.objects.filter(organization_id=location.organization_id)
    person = get_object_or_404(everyone, pk=patient_id)
    in_dialog = bool(request.GET.get("dialog"))
    try:
        found = open_thread(location, person, datetime.now(UTC))
    except Refused as refused:
        values = {"person": person, "reasons": refused.reasons}
        if in_dialog:
            return render(request, "finder/cannot.html", values)
        return render(request, "finder/no_number.html", {**values, **frame(request, location)})
    if in_dialog:
        note_reading(user_of(request), found, datetime.now(UTC))
        return render(request, "thread/thread.html", thread_values(request, location, found))
    return redirect("thread", location.pk, found.pk)


def find(patient: Patient, location: Location, *, may: bool) -> Find:
    """Say who would be texted about a patient, and whether they can be."""
    contact = speaker(patient)
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


def _detail(patient: Patient, contact: Patient) -> str:
    parts = [patient_status(patient.status)]
    if patient.birth_date:
        parts.append(gettext("born %(year)s") % {"year": patient.birth_date.year})
    if contact.pk != patient.pk:
        parts.append(gettext("primary contact: %(name)s") % {"name": contact.name})
    return " · ".join(parts)
