"""What a batch of texts needs to know: each kind looked up with one question for all of them."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from datetime import datetime, timedelta
from uuid import UUID

from chairside.actions.receiving.knock import Knock
from chairside.actions.receiving.rows import NumberRow, Standing, ThreadRow
from chairside.actions.receiving.sql import ask, one_way
from chairside.actions.receiving.statements import (
    CONSENT,
    CONTACTS,
    KNOWN,
    NEAREST_VISITS,
    NUMBERS,
    OPEN_TESTS,
    THREADS,
)
from chairside.models import Appointment, Communication, TextNumberTest
from chairside.rules.communications.kinds import Kind, Trigger

TEST_ANSWER_WITHIN = timedelta(minutes=15)

Pair = tuple[UUID, str]  # organization, and the other side's number


class Found:
    """What one way to the database brings back about the senders of a batch."""

    def __init__(self, numbers: Collection[NumberRow], knocks: Sequence[Knock], now: datetime) -> None:
        asked = {
            "organizations": list({number.organization_id for number in numbers}),
            "locations": list({number.location_id for number in numbers}),
            "senders": list({knock.from_number for knock in knocks}),
            "carrier_ids": list({knock.carrier_id for knock in knocks}),
            "begun": now - TEST_ANSWER_WITHIN,
        }
        with one_way() as way:
            known = way.send(KNOWN, asked)
            contacts = way.send(CONTACTS, asked)
            threads = way.send(THREADS, asked)
            tests = way.send(OPEN_TESTS, asked)
        self.known: set[UUID] = {row[0] for row in known}
        self.contacts: dict[Pair, list[UUID]] = defaultdict(list)
        for organization_id, number, contact_id in contacts:
            self.contacts[organization_id, number].append(contact_id)
        rows = [ThreadRow(*row) for row in threads]
        self.threads = {(row.location_id, row.contact_id, row.number): row for row in rows}
        self.tests = [
            TextNumberTest(id=pk, location_id=location_id, to=to, code=code) for pk, location_id, to, code in tests
        ]


def text_numbers(knocks: Sequence[Knock]) -> dict[tuple[str, str], NumberRow]:
    """Give the numbers that were written to, by account and number."""
    rows = ask(NUMBERS, {"numbers": list({knock.to_number for knock in knocks})})
    found = [NumberRow(*row) for row in rows]
    return {(number.account_sid, number.number): number for number in found}


def known_texts(organizations: Iterable[UUID], knocks: Sequence[Knock]) -> set[UUID]:
    """Give the ids of texts that are stored already."""
    asked = {"organizations": list(organizations), "carrier_ids": [knock.carrier_id for knock in knocks]}
    return {row[0] for row in ask(KNOWN, asked)}


def contacts_by_number(organizations: Iterable[UUID], senders: Iterable[str]) -> dict[Pair, list[UUID]]:
    """Give the primary contacts who have each number, by organization and number."""
    found: dict[Pair, list[UUID]] = defaultdict(list)
    asked = {"organizations": list(organizations), "senders": list(senders)}
    for organization_id, number, contact_id in ask(CONTACTS, asked):
        found[organization_id, number].append(contact_id)
    return found


def standing_consent(pairs: Collection[Pair]) -> dict[Pair, Standing]:
    """Give what holds for each number; asked only for senders whose words it can change."""
    if not pairs:
        return {}
    asked = {"organizations": [pair[0] for pair in pairs], "numbers": [pair[1] for pair in pairs]}
    return {(row[0], row[1]): Standing(*row[2:]) for row in ask(CONSENT, asked)}


def visits_awaiting_confirmation(
    locations: Iterable[UUID], contact_ids: Collection[UUID], now: datetime
) -> dict[tuple[UUID, UUID], list[Appointment]]:
    """Give reminded, unconfirmed, future visits, locked, by location and primary contact.

    Asked only for those whose words could be a confirmation.
    """
    found: dict[tuple[UUID, UUID], list[Appointment]] = defaultdict(list)
    if not contact_ids:
        return found
    appointments = (
        Appointment.objects.awaiting_confirmation(list(contact_ids), now)
        .filter(location_id__in=list(locations))
        .select_for_update(of=("self",))
        .select_related("patient")
        .order_by("id")
    )
    for appointment in appointments:
        found[appointment.location_id, appointment.patient.primary_contact_id].append(appointment)
    return found


def nearest_visits(
    locations: Iterable[UUID], contacts: dict[Pair, list[UUID]], now: datetime
) -> dict[tuple[UUID, UUID], timedelta]:
    """How far from now the nearest visit is; asked only for numbers that several contacts share."""
    shared = [contact_id for people in contacts.values() if len(people) > 1 for contact_id in people]
    if not shared:
        return {}
    asked = {"contacts": shared, "locations": list(locations), "now": now}
    return {
        (location_id, contact_id): timedelta(seconds=float(seconds))
        for location_id, contact_id, seconds in ask(NEAREST_VISITS, asked)
    }


def thanks_otherwise(location_id: UUID) -> bool:
    """Whether a communication of the location's own follows a confirmation (domain: then no default thank-you)."""
    confirmed = Communication.objects.active(Kind.APPOINTMENT).filter(trigger=Trigger.CONFIRMED)
    return confirmed.filter(location_id=location_id).exists()
