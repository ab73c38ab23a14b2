"""Preferences: text messages and emails, consent to bills and offers, the time zone, and the ledger of consent."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from uuid import UUID

from django.http import HttpRequest, HttpResponse, QueryDict
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods

from chairside.actions.patients.set_email_preference import set_email_preference
from chairside.actions.patients.set_preference import set_preference
from chairside.actions.patients.set_time_zone import set_time_zone
from chairside.models import ConsentEntry, Location, Patient, User
from chairside.models.circumstances import number_for_texting
from chairside.rules.phones import as_written_here
from chairside.web.found import user_of
from chairside.web.patients.consent import HOW, keep_consent, ledger_of, standing_of, wording_of
from chairside.web.patients.pages import back, find_patient, show
from chairside.web.settings.location_form import zones


@dataclass(frozen=True, slots=True)
class Choice:
    """Yes or no, and how consent was given."""

    wants: bool
    consent: str


@require_http_methods(["GET", "HEAD", "POST"])
def preferences(request: HttpRequest, location_id: UUID, patient_id: UUID) -> HttpResponse:
    """Show and set them; what is kept is told, what is missing is marked."""
    location, patient = find_patient(request, location_id, patient_id)
    errors: dict[str, str] = {}
    if request.method == "POST":
        keep = DEEDS.get(request.POST.get("deed", ""), _keep_texts)
        if (words := keep(request.POST, patient, location, user_of(request), errors)) is not None:
            return back(request, "preferences", location, patient, words)
    standing = standing_of(patient)
    values = {
        "errors": errors,
        "given": request.POST,
        "hows": [(value, gettext(words), "") for value, words in HOW.items()],
        "ledger": ledger_of(patient, location),
        "standing": standing,
        "abouts": [(value, words) for value, words, _ in standing],
        "about": request.POST.get("about", request.GET.get("about", "")),
        "number": as_written_here(number_for_texting(patient) or ""),
        "opted_out": _opted_out(patient),
        "zones": [("", gettext("as at the office")), *zones()],
    }
    return show(request, location, patient, "preferences", values, status=422 if errors else 200)


def _keep_texts(
    given: QueryDict, patient: Patient, location: Location, by: User, errors: dict[str, str]
) -> str | None:  # fmt: skip
    """Keep whether texts are wanted, and say what became of it."""
    choice = _choice(given, patient, errors)
    if choice is None:
        return None
    wants = choice.wants
    if wants == patient.text_messages:
        return gettext("The preference stays as it was.")
    set_preference(patient, wants=wants, consent=choice.consent, location=location, by=by, now=datetime.now(UTC))
    return gettext("Text messages: Yes.") if wants else gettext("Text messages: No.")


def _choice(given: QueryDict, patient: Patient, errors: dict[str, str]) -> Choice | None:
    """Read what was chosen; None when something is missing, told by `errors`."""
    wants = given.get("text_messages")
    if wants not in {"yes", "no"}:
        errors["text_messages"] = gettext("Choose Yes or No.")
    needed = wants == "yes" and not patient.text_messages
    consent = wording_of(given, errors, how="how", details="details", needed=needed)
    return None if errors else Choice(wants == "yes", consent)


def _keep_emails(
    given: QueryDict, patient: Patient, location: Location, by: User, errors: dict[str, str]
) -> str | None:  # fmt: skip
    """Keep whether emails are wanted, and say what became of it."""
    wants = given.get("email_messages")
    if wants not in {"yes", "no"}:
        errors["email_messages"] = gettext("Choose Yes or No.")
        return None
    if not set_email_preference(patient, wants=wants == "yes", by=by, now=datetime.now(UTC)):
        return gettext("The preference stays as it was.")
    return gettext("Emails: Yes.") if wants == "yes" else gettext("Emails: No.")


def _keep_zone(
    given: QueryDict, patient: Patient, location: Location, by: User, errors: dict[str, str]
) -> str | None:  # fmt: skip
    """Keep the time zone, and say what became of it; None when there is no such zone, told by `errors`."""
    zone = given.get("time_zone", "")
    if zone and zone not in dict(zones()):
        errors["time_zone"] = gettext("Choose a time zone from the list.")
        return None
    if not set_time_zone(patient, zone, by=by, now=datetime.now(UTC)):
        return gettext("The time zone stays as it was.")
    return gettext("The time zone was changed.")


Keep = Callable[[QueryDict, Patient, Location, User, dict[str, str]], str | None]
DEEDS: dict[str, Keep] = {"consent": keep_consent, "emails": _keep_emails, "time zone": _keep_zone}


def _opted_out(patient: Patient) -> bool:
    number = number_for_texting(patient)
    return bool(number) and ConsentEntry.objects.opted_out(patient.organization_id, number or "")
