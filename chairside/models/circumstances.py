"""Gather from the database what the gates in rules/may_text.py look at."""

from dataclasses import dataclass
from uuid import UUID

from chairside.models.consent import ConsentEntry
from chairside.models.location import Location, TextNumber
from chairside.models.patient import SPOKEN_FOR, Patient, Phone, PrimaryContactTerm
from chairside.models.thread import Thread
from chairside.rules.may_text import Circumstances, TextNumberState
from chairside.rules.patients import PhoneType
from chairside.rules.phones import state_of


@dataclass(frozen=True, slots=True)
class Standing:
    """What is on record about texting a contact on a number: their phone, the ledger, the household."""

    phone: Phone | None
    consent: ConsentEntry | None
    household: list[Patient]

    @property
    def opted_out(self) -> bool:
        return self.consent is not None and not self.consent.opted_in


def standing(contact: Patient, number: str | None) -> Standing:
    """Look up what is on record, as it stands now."""
    ledger = ConsentEntry.objects.standing(contact.organization_id, [number] if number else [])
    return Standing(
        phone=Phone.objects.filter(patient=contact, number=number).order_by("position").first(),
        consent=ledger.get(number or ""),
        household=list(Patient.objects.household_of(contact.pk)),
    )


def circumstances(
    location: Location, contact: Patient, number: str | None, found: Standing | None = None
) -> Circumstances:
    """Gather the facts about texting this contact on this number (None: the contact has none).

    `found` is what a page has just looked up for other reasons; sending always looks afresh.
    """
    known = found or standing(contact, number)
    is_contact = bool(known.household)
    return Circumstances(
        location=location.name,
        text_number=_text_number_state(location),
        contact=contact.name,
        contact_status=contact.patient_status,
        number=known.phone.state if known.phone else state_of(number),
        opted_out=known.opted_out,
        prefers_texts=contact.text_messages,
        is_primary_contact=is_contact,
        number_is_current=known.phone is not None or number is None,
        new_contacts=() if is_contact else tuple(one.name for one in successors(contact.pk)),
    )


def circumstances_of(thread: Thread, found: Standing | None = None) -> Circumstances:
    """Gather the facts about writing in this thread."""
    return circumstances(thread.location, thread.contact, thread.number, found)


def number_for_texting(contact: Patient) -> str | None:
    """Give the contact's first mobile number as the record has it; None without any."""
    first = Phone.objects.filter(patient=contact, type=PhoneType.MOBILE).order_by("position").first()
    return first.number if first else None


def successors(contact_id: UUID) -> list[Patient]:
    """Give those who took this contact's place, for whichever patients."""
    lost = PrimaryContactTerm.objects.filter(contact_id=contact_id, until_at__isnull=False)
    patients = Patient.objects.filter(SPOKEN_FOR, pk__in=lost.values("patient_id"))
    ids = patients.exclude(primary_contact_id=contact_id).values("primary_contact_id")
    return list(Patient.objects.filter(pk__in=ids).order_by("id"))


def _text_number_state(location: Location) -> TextNumberState:
    try:
        return location.text_number.state
    except TextNumber.DoesNotExist:
        return TextNumberState.MISSING
