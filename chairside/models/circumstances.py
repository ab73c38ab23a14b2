"""Gather from the database what the gates in rules/may_text.py look at."""

from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from uuid import UUID

from django.db.models import F, Q, QuerySet

from chairside.models.consent import ConsentEntry
from chairside.models.location import Location, TextNumber
from chairside.models.patient import NOT_SPOKEN_FOR, SPOKEN_FOR, Patient, Phone, PrimaryContactTerm
from chairside.models.prepared import Given, Prepared
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


PHONE = Prepared(lambda contact, number: Phone.objects.heard_as(contact).filter(number=number)[:1])
HOUSEHOLD = Prepared(Patient.objects.household_of)


def _successors(contact: Given) -> QuerySet[Patient]:
    """Keep those who took this contact's place, for whichever patients."""
    lost = PrimaryContactTerm.objects.filter(contact=contact, until_at__isnull=False)
    patients = Patient.objects.filter(SPOKEN_FOR, pk__in=lost.values("patient_id"))
    ids = patients.exclude(primary_contact_id=contact).values("primary_contact_id")
    return Patient.objects.filter(pk__in=ids).order_by("id")


SUCCESSORS = Prepared(_successors)


@dataclass(frozen=True, slots=True)
class Party:
    """Who would be texted: a contact, on which number (None: they have none), from which location."""

    location: Location
    contact: Patient
    number: str | None


def standing(contact: Patient, number: str | None) -> Standing:
    """Look up what is on record, as it stands now."""
    ledger = ConsentEntry.objects.standing(contact.organization_id, [number] if number else [])
    return Standing(
        phone=PHONE.first(contact.pk, number) if number else None,
        consent=ledger.get(number or ""),
        household=HOUSEHOLD(contact.pk),
    )


def circumstances(
    location: Location, contact: Patient, number: str | None, found: Standing | None = None
) -> Circumstances:
    """Gather the facts about texting this contact on this number (None: the contact has none).

    `found` is what a page has just looked up for other reasons; sending always looks afresh.
    """
    known = found or standing(contact, number)
    is_contact = bool(known.household)
    return _circumstances(
        Party(location, contact, number),
        text_number=_text_number_state(location),
        phone=known.phone,
        opted_out=known.opted_out,
        is_contact=is_contact,
        new_contacts=() if is_contact else tuple(one.name for one in SUCCESSORS(contact.pk)),
    )


def circumstances_of(thread: Thread, found: Standing | None = None) -> Circumstances:
    """Gather the facts about writing in this thread."""
    return circumstances(thread.location, thread.contact, thread.number, found)


def circumstances_of_many(parties: Sequence[Party]) -> list[Circumstances]:
    """Gather the same for many at once, in their order: one question per kind of fact, however many they are."""
    states = _text_number_states({party.location.pk for party in parties})
    phones = _phones(parties)
    opted_out = _opted_out(parties)
    contacts = {party.contact.pk for party in parties}
    speaking = _speaking(contacts)
    heirs = _successors_of_many(contacts - speaking)
    return [
        _circumstances(
            party,
            text_number=states.get(party.location.pk, TextNumberState.MISSING),
            phone=phones.get((party.contact.pk, party.number)),
            opted_out=(party.contact.organization_id, party.number) in opted_out,
            is_contact=party.contact.pk in speaking,
            new_contacts=heirs.get(party.contact.pk, ()),
        )
        for party in parties
    ]


def number_for_texting(contact: Patient) -> str | None:
    """Give the contact's first mobile number as the record has it; None without any."""
    first = Phone.objects.filter(patient=contact, type=PhoneType.MOBILE).order_by("position").first()
    return first.number if first else None


def _circumstances(
    party: Party,
    *,
    text_number: TextNumberState,
    phone: Phone | None,
    opted_out: bool,
    is_contact: bool,
    new_contacts: tuple[str, ...],
) -> Circumstances:
    return Circumstances(
        location=party.location.name,
        text_number=text_number,
        contact=party.contact.name,
        contact_status=party.contact.patient_status,
        number=phone.state if phone else state_of(party.number),
        opted_out=opted_out,
        prefers_texts=party.contact.text_messages,
        is_primary_contact=is_contact,
        number_is_current=phone is not None or party.number is None,
        new_contacts=new_contacts,
    )


def _phones(parties: Sequence[Party]) -> dict[tuple[UUID, str | None], Phone]:
    numbers = {party.number for party in parties if party.number}
    contacts = {party.contact.pk for party in parties}
    heard = Q(patient__in=contacts) | Q(patient__duplicate_of__in=contacts)
    # a number listed twice in one record counts by its first place, so that one is kept last
    found = Phone.objects.filter(heard, number__in=numbers).select_related("patient").order_by("-position")
    phones: dict[tuple[UUID, str | None], Phone] = {
        (phone.patient.duplicate_of_id, phone.number): phone for phone in found if phone.patient.duplicate_of_id
    }
    return phones | {(phone.patient_id, phone.number): phone for phone in found}


def _opted_out(parties: Sequence[Party]) -> set[tuple[UUID, str | None]]:
    numbers: dict[UUID, set[str]] = defaultdict(set)
    for party in parties:
        if party.number:
            numbers[party.contact.organization_id].add(party.number)
    return {
        (organization_id, number)
        for organization_id, here in numbers.items()
        for number, entry in ConsentEntry.objects.standing(organization_id, here).items()
        if not entry.opted_in
    }


def _speaking(contact_ids: Collection[UUID]) -> set[UUID]:
    spoken_for = Patient.objects.filter(SPOKEN_FOR, primary_contact_id__in=contact_ids)
    return set(spoken_for.values_list("primary_contact_id", flat=True).distinct())


def _successors_of_many(contact_ids: Collection[UUID]) -> dict[UUID, tuple[str, ...]]:
    lost = PrimaryContactTerm.objects.filter(contact_id__in=contact_ids, until_at__isnull=False)
    current = lost.exclude(patient__status__in=NOT_SPOKEN_FOR).exclude(patient__primary_contact_id=F("contact_id"))
    names: dict[UUID, dict[UUID, str]] = defaultdict(dict)
    heirs = current.select_related("patient__primary_contact").order_by("patient__primary_contact_id")
    for term in heirs:
        heir = term.patient.primary_contact
        names[term.contact_id][heir.pk] = heir.name
    return {contact_id: tuple(found.values()) for contact_id, found in names.items()}


def _text_number_states(location_ids: Collection[UUID]) -> dict[UUID, TextNumberState]:
    numbers = TextNumber.objects.filter(location_id__in=location_ids)
    return {number.location_id: number.state for number in numbers}


def _text_number_state(location: Location) -> TextNumberState:
    try:
        return location.text_number.state
    except TextNumber.DoesNotExist:
        return TextNumberState.MISSING
