"""Preferences: text messages Yes or No, and the ledger of consent as a time line."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from uuid import UUID

from django.http import HttpRequest, HttpResponse, QueryDict
from django.utils.translation import gettext, gettext_noop
from django.views.decorators.http import require_http_methods

from chairside.actions.patients.set_preference import set_preference
from chairside.actions.patients.set_time_zone import set_time_zone
from chairside.models import ConsentEntry, Location, Patient, Source, User
from chairside.models.circumstances import number_for_texting
from chairside.rules.phones import as_written_here
from chairside.web.found import user_of
from chairside.web.patients.pages import back, find_patient, show
from chairside.web.settings.location_form import zones
from chairside.web.typed import one_line

LONGEST_DETAILS = 200
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


@dataclass(frozen=True, slots=True)
class Choice:
    """Yes or no, and how consent was given."""

    wants: bool
    consent: str


@require_http_methods(["GET", "HEAD", "POST"])
def preferences(request: HttpRequest, location_id: UUID, patient_id: UUID) -> HttpResponse:
    """Show and set the preference; Yes needs how consent was given."""
    location, patient = find_patient(request, location_id, patient_id)
    errors: dict[str, str] = {}
    if request.method == "POST" and request.POST.get("deed") == "time zone":
        if (words := _keep_zone(request.POST, patient, user_of(request), errors)) is not None:
            return back(request, "preferences", location, patient, words)
    elif request.method == "POST" and (choice := _choice(request.POST, patient, errors)):
        words = _keep(choice, patient, location, user_of(request))
        return back(request, "preferences", location, patient, words)
    values = {
        "errors": errors,
        "given": request.POST,
        "hows": [(value, gettext(words), "") for value, words in HOW.items()],
        "ledger": _ledger(patient, location),
        "number": as_written_here(number_for_texting(patient) or ""),
        "opted_out": _opted_out(patient),
        "zones": [("", gettext("as at the office")), *zones()],
    }
    return show(request, location, patient, "preferences", values, status=422 if errors else 200)


def _choice(given: QueryDict, patient: Patient, errors: dict[str, str]) -> Choice | None:
    """Read what was chosen; None when something is missing, told by `errors`."""
    wants, how, details = given.get("text_messages"), given.get("how", ""), one_line(given.get("details", ""))
    if wants not in {"yes", "no"}:
        errors["text_messages"] = gettext("Choose Yes or No.")
    elif wants == "yes" and not patient.text_messages and how not in HOW:
        errors["how"] = gettext("Choose how consent was given: the law asks for it.")
    if len(details) > LONGEST_DETAILS:
        errors["details"] = gettext("Shorten this to 200 characters.")
    if errors:
        return None
    return Choice(wants == "yes", ": ".join(part for part in (HOW.get(how, ""), details) if part))


def _keep(choice: Choice, patient: Patient, location: Location, by: User) -> str:
    """Keep the choice, and say what became of it."""
    wants = choice.wants
    if wants == patient.text_messages:
        return gettext("The preference stays as it was.")
    set_preference(patient, wants=wants, consent=choice.consent, location=location, by=by, now=datetime.now(UTC))
    return gettext("Text messages: Yes.") if wants else gettext("Text messages: No.")


def _keep_zone(given: QueryDict, patient: Patient, by: User, errors: dict[str, str]) -> str | None:
    """Keep the time zone, and say what became of it; None when there is no such zone, told by `errors`."""
    zone = given.get("time_zone", "")
    if zone and zone not in dict(zones()):
        errors["time_zone"] = gettext("Choose a time zone from the list.")
        return None
    if not set_time_zone(patient, zone, by=by, now=datetime.now(UTC)):
        return gettext("The time zone stays as it was.")
    return gettext("The time zone was changed.")


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
