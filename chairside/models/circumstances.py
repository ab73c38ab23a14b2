"""Gather from the database what the gates in rules/may_text.py look at."""

from uuid import UUID

from chairside.models.consent import ConsentEntry
from chairside.models.location import Location, TextNumber
from chairside.models.patient import SPOKEN_FOR, Patient, Phone, PrimaryContactTerm
from chairside.models.thread import Thread
from chairside.rules.may_text import Circumstances, TextNumberState
from chairside.rules.patients import PhoneType
from chairside.rules.phones import state_of


def circumstances(location: Location, contact: Patient, number: str | None) -> Circumstances:
    """Gather the facts about texting this contact on this number (None: the contact has none)."""
    phone = Phone.objects.filter(patient=contact, number=number).order_by("position").first()
    return Circumstances(
        location=location.name,
        text_number=_text_number_state(location),
        contact=contact.name,
        contact_status=contact.patient_status,
        number=phone.state if phone else state_of(number),
        opted_out=bool(number) and ConsentEntry.objects.opted_out(contact.organization_id, number or ""),
        prefers_texts=contact.text_messages,
        is_primary_contact=Patient.objects.household_of(contact.pk).exists(),
        number_is_current=phone is not None or number is None,
        new_contacts=tuple(successor.name for successor in successors(contact.pk)),
    )


def circumstances_of(thread: Thread) -> Circumstances:
    """Gather the facts about writing in this thread."""
    return circumstances(thread.location, thread.contact, thread.number)


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
    number = TextNumber.objects.filter(location=location).first()
    return number.state if number else TextNumberState.MISSING
