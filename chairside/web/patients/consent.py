"""Consent as people read it: the ledger, what stands for bills and offers, and the form that notes it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime

from django.http import QueryDict
from django.utils.translation import gettext, gettext_noop

from chairside.actions.patients.note_consent import NoNumber, OptedOut, note_consent
from chairside.models import ConsentEntry, Location, Patient, Source, User
from chairside.models.circumstances import number_for_texting
from chairside.rules.consent_categories import EVERYTHING, NEEDS_CONSENT, Category
from chairside.rules.phones import as_written_here
from chairside.web.typed import one_line

LONGEST_DETAILS = 200
HOW = {
    "form": gettext_noop("Signed a form at the office"),
    "spoken": gettext_noop("Said so at the desk or on the phone"),
    "online": gettext_noop("Agreed in an online form"),
    "text": gettext_noop("Asked for it by text"),
}
WITHDRAWN = gettext_noop("Told the office")
SOURCES = {
    Source.WORD: gettext_noop("by text"),
    Source.STAFF: gettext_noop("at the office"),
    Source.IMPORT: gettext_noop("from earlier records"),
    Source.CARRIER: gettext_noop("said the carrier"),
}
ABOUT = {
    Category.BILLING: gettext_noop("Texts about bills"),
    Category.MARKETING: gettext_noop("Texts about offers"),
}
SAID = {
    (EVERYTHING, True): gettext_noop("Opted in"),
    (EVERYTHING, False): gettext_noop("Opted out"),
    (Category.BILLING, True): gettext_noop("Agreed to texts about bills"),
    (Category.BILLING, False): gettext_noop("No more texts about bills"),
    (Category.MARKETING, True): gettext_noop("Agreed to texts about offers"),
    (Category.MARKETING, False): gettext_noop("No more texts about offers"),
}


@dataclass(frozen=True, slots=True)
class Line:
    """One line of the ledger, in words; the moment is the location's own."""

    at: datetime
    number: str
    opted_in: bool
    said: str
    how: str
    wording: str
    by: str


@dataclass(frozen=True, slots=True)
class Spoken:
    """What somebody said about one kind of text, and with what words it is kept."""

    about: Category
    agrees: bool
    wording: str


def ledger_of(patient: Patient, location: Location) -> list[Line]:
    """Give all that was said for the numbers of a record, the newest first."""
    numbers = patient.phones.values_list("number", flat=True)
    entries = ConsentEntry.objects.filter(organization_id=patient.organization_id, number__in=list(numbers))
    return [_line(entry, location) for entry in entries.select_related("by").order_by("-id")]


def standing_of(patient: Patient) -> list[tuple[str, str, bool]]:
    """Give each kind of text that needs a Yes of its own: its value, its words, and whether the Yes stands."""
    number = number_for_texting(patient) or ""
    agreed = ConsentEntry.objects.agreed_to(patient.organization_id, [number]).get(number, frozenset())
    return [(one.value, gettext(words), one in agreed) for one, words in ABOUT.items()]


def wording_of(given: QueryDict, errors: dict[str, str], *, how: str, details: str, needed: bool) -> str:
    """Read how something was said; what is missing or too long is told by `errors`."""
    chosen, more = given.get(how, ""), one_line(given.get(details, ""))
    if needed and chosen not in HOW:
        errors[how] = gettext("Choose how consent was given: the law asks for it.")
    if len(more) > LONGEST_DETAILS:
        errors[details] = gettext("Shorten this to 200 characters.")
    return ": ".join(part for part in (HOW.get(chosen, ""), more) if part)


def keep_consent(
    given: QueryDict, patient: Patient, location: Location, by: User, errors: dict[str, str]
) -> str | None:  # fmt: skip
    """Note what was said, and tell what became of it; None when something is missing, told by `errors`."""
    about, agrees = given.get("about", ""), given.get("agrees")
    if about not in {one.value for one in NEEDS_CONSENT}:
        errors["about"] = gettext("Choose what it is about.")
    if agrees not in {"yes", "no"}:
        errors["agrees"] = gettext("Choose what was said.")
    said = wording_of(given, errors, how="consent_how", details="consent_details", needed=agrees == "yes")
    if errors:
        return None
    if agrees == "no":
        more = one_line(given.get("consent_details", ""))
        said = ": ".join(part for part in (WITHDRAWN, more) if part)
    line = Spoken(Category(about), agrees == "yes", said)
    return _note(line, patient, location, by, errors)


def _note(spoken: Spoken, patient: Patient, location: Location, by: User, errors: dict[str, str]) -> str | None:
    about, agrees, wording, now = spoken.about, spoken.agrees, spoken.wording, datetime.now(UTC)
    try:
        noted = note_consent(patient, about, agrees=agrees, wording=wording, location=location, by=by, now=now)
    except NoNumber:
        errors["about"] = gettext("Consent belongs to a mobile number. Enter one under Basic Info first.")
        return None
    except OptedOut:
        errors["agrees"] = gettext(
            "The number has opted out of all texts by text. Only the phone itself can undo that: by texting START."
        )
        return None
    if not noted:
        return gettext("That stands in the ledger already.")
    return gettext("Noted: %(said)s.") % {"said": gettext(SAID[about, agrees])}


def _line(entry: ConsentEntry, location: Location) -> Line:
    return Line(
        at=location.clock(entry.at),
        number=as_written_here(entry.number),
        opted_in=entry.opted_in,
        said=_said(entry),
        how=gettext(SOURCES[Source(entry.source)]),
        wording=entry.wording,
        by=entry.by.name if entry.by else "",
    )


def _said(entry: ConsentEntry) -> str:
    about = Category(entry.category) if entry.category else EVERYTHING
    words = SAID.get((about, entry.opted_in))
    return gettext(words) if words else gettext(SAID[EVERYTHING, entry.opted_in])
