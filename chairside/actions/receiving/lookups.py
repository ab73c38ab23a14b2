"""What a batch of texts needs to know: each kind looked up with one question for all of them."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from uuid import UUID

from chairside.actions.receiving.knock import Knock
from chairside.models import (
    Appointment,
    ConsentEntry,
    Message,
    Patient,
    Phone,
    TextNumber,
    TextNumberTest,
    Thread,
)

TEST_ANSWER_WITHIN = timedelta(minutes=15)

Pair = tuple[UUID, str]  # organization, and the other side's number


def text_numbers(knocks: Sequence[Knock]) -> dict[tuple[str, str], TextNumber]:
    """Give the numbers that were written to, by account and number."""
    found = TextNumber.objects.filter(number__in={knock.to_number for knock in knocks}).select_related(
        "location", "organization"
    )
    return {(number.account_sid, number.number): number for number in found}


def known_texts(organizations: Iterable[UUID], knocks: Sequence[Knock]) -> set[UUID]:
    """Give the ids of texts that are stored already."""
    ids = set(
        Message.objects.filter(
            organization_id__in=organizations, carrier_id__in={knock.carrier_id for knock in knocks}
        ).values_list("carrier_id", flat=True)
    )
    return {carrier_id for carrier_id in ids if carrier_id is not None}


def open_tests(locations: Iterable[UUID], senders: Iterable[str], now: datetime) -> list[TextNumberTest]:
    """Give the test texts to these phones whose answer is awaited."""
    begun = now - TEST_ANSWER_WITHIN
    return list(TextNumberTest.objects.filter(location_id__in=locations, to__in=senders, handed_at__gt=begun))


def contacts_by_number(organizations: Iterable[UUID], senders: Iterable[str]) -> dict[Pair, list[Patient]]:
    """Give the primary contacts who have each number, by organization and number."""
    phones = Phone.objects.of_primary_contacts(list(senders), list(organizations)).select_related("patient")
    found: dict[Pair, dict[UUID, Patient]] = defaultdict(dict)
    for phone in phones:
        found[phone.organization_id, phone.number][phone.patient_id] = phone.patient
    return {pair: list(people.values()) for pair, people in found.items()}


def threads_locked(
    locations: Iterable[UUID], contact_ids: Iterable[UUID], senders: Iterable[str]
) -> dict[tuple[UUID, UUID, str], Thread]:
    """Give the threads that exist, locked, by location, contact and number."""
    # locked in one order, so that two writers never wait for each other in a ring
    found = (
        Thread.objects.select_for_update()
        .filter(location_id__in=locations, contact_id__in=contact_ids, number__in=senders)
        .order_by("id")
    )
    return {(thread.location_id, thread.contact_id, thread.number): thread for thread in found}


def standing_consent(organizations: Iterable[UUID], senders: Iterable[str]) -> dict[Pair, ConsentEntry]:
    """Give the newest ledger line of each number."""
    return {
        (organization_id, number): entry
        for organization_id in organizations
        for number, entry in ConsentEntry.objects.standing(organization_id, list(senders)).items()
    }


def visits_awaiting_confirmation(
    locations: Iterable[UUID], contact_ids: Iterable[UUID], now: datetime
) -> dict[tuple[UUID, UUID], list[Appointment]]:
    """Give reminded, unconfirmed, future visits, locked, by location and primary contact."""
    found: dict[tuple[UUID, UUID], list[Appointment]] = defaultdict(list)
    appointments = (
        Appointment.objects.awaiting_confirmation(list(contact_ids), now)
        .filter(location_id__in=locations)
        .select_for_update(of=("self",))
        .select_related("patient")
        .order_by("id")
    )
    for appointment in appointments:
        found[appointment.location_id, appointment.patient.primary_contact_id].append(appointment)
    return found


def nearest_visits(
    locations: Iterable[UUID], contacts: dict[Pair, list[Patient]], now: datetime
) -> dict[tuple[UUID, UUID], timedelta]:
    """How far from now the nearest visit is; asked only for numbers that several contacts share."""
    shared = [contact.pk for people in contacts.values() if len(people) > 1 for contact in people]
    if not shared:
        return {}
    nearest: dict[tuple[UUID, UUID], timedelta] = {}
    rows = (
        Appointment.objects.taking_place()
        .filter(location_id__in=locations, patient__primary_contact_id__in=shared)
        .values_list("location_id", "patient__primary_contact_id", "starts_at")
    )
    for location_id, contact_id, starts_at in rows:
        distance = abs(starts_at - now)
        key = (location_id, contact_id)
        nearest[key] = min(distance, nearest.get(key, distance))
    return nearest
