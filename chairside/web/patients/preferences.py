"""Preferences: text messages Yes or No, and the ledger of consent as a time line."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext, gettext_noop
from django.views.decorators.http import require_http_methods

from chairside.actions.patients.set_preference import set_preference
from chairside.models import ConsentEntry, Location, Patient, Source
from chairside.models.circumstances import number_for_texting
from chairside.rules.phones import as_written_here
from chairside.web.found import user_of
from chairside.web.patients.pages import back, find_patient, show

HOW = {
    "form": gettext_noop("Signed a form at the office"),
    "spoken": gettext_noop("Said so at the desk or on the phone"),
    "online": gettext_noop("Agreed in an online form"),
    "text": gettext_noop("Asked for it by text"),
}


@dataclass(frozen=True, slots=True)
class Line:
    """One line of the ledger, in words; the moment is the location's own."""

    at: datetime
    number: str
    opted_in: bool
    how: str
    wording: str
    by: str


@require_http_methods(["GET", "HEAD", "POST"])
def preferences(request: HttpRequest, location_id: UUID, patient_id: UUID) -> HttpResponse:
    """Show and set the preference; Yes needs how consent was given."""
    location, patient = find_patient(request, location_id, patient_id)
    errors: dict[str, str] = {}
    if request.method == "POST":
        wants = request.POST.get("text_messages") == "yes"
        how = request.POST.get("how", "")
        details = request.POST.get("details", "").replace("\0", "").strip()
        if wants == patient.text_messages:
            return back(request, "preferences", location, patient, gettext("The preference stays as it was."))
        if wants and how not in HOW:
            errors["how"] = gettext("Choose how consent was given: the law asks for it.")
        elif len(details) > 200:
            errors["details"] = gettext("Shorten this to 200 characters.")
        else:
            consent = ": ".join(part for part in (HOW.get(how, ""), details) if part)
            now = datetime.now(UTC)
            set_preference(patient, wants=wants, consent=consent, location=location, by=user_of(request), now=now)
            words = gettext("Text messages: Yes.") if wants else gettext("Text messages: No.")
            return back(request, "preferences", location, patient, words)
    values = {
        "errors": errors,
        "given": request.POST,
        "hows": [(value, gettext(words), "") for value, words in HOW.items()],
        "ledger": _ledger(patient, location),
        "number": as_written_here(number_for_texting(patient) or ""),
        "opted_out": _opted_out(patient),
    }
    return show(request, location, patient, "preferences", values, status=422 if errors else 200)


def _opted_out(patient: Patient) -> bool:
    number = number_for_texting(patient)
    return bool(number) and ConsentEntry.objects.opted_out(patient.organization_id, number or "")


def _ledger(patient: Patient, location: Location) -> list[Line]:
    numbers = patient.phones.values_list("number", flat=True)
    entries = ConsentEntry.objects.filter(organization_id=patient.organization_id, number__in=list(numbers))
    return [_line(entry, location) for entry in entries.select_related("by").order_by("-id")]


def _line(entry: ConsentEntry, location: Location) -> Line:
    how = {
        Source.WORD: gettext("by text"),
        Source.STAFF: gettext("at the office"),
        Source.IMPORT: gettext("from earlier records"),
        Source.CARRIER: gettext("said the carrier"),
    }[Source(entry.source)]
    return Line(
        at=location.clock(entry.at),
        number=as_written_here(entry.number),
        opted_in=entry.opted_in,
        how=how,
        wording=entry.wording,
        by=entry.by.name if entry.by else "",
    )
