"""What a batch of texts needs to know: each kind asked for all of them at once, on two ways."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from datetime import datetime, timedelta
from uuid import UUID

from chairside.actions.receiving.knock import Knock
from chairside.actions.receiving.rows import Standing, VisitRow, id_of, number_row, thread_row
from chairside.actions.receiving.sql import Rows, TwoWays, ask, one_way
from chairside.actions.receiving.statements import (
    AWAITING,
    CONSENT,
    CONTACTS,
    GATHER,
    KNOWN,
    THANKING,
)
from chairside.actions.receiving.way import Way
from chairside.models import TextNumberTest
from chairside.rules.patients import CONFIRMABLE

TEST_ANSWER_WITHIN = timedelta(minutes=15)

Pair = tuple[UUID, str]  # organization, and the other side's number
NOTHING: tuple[Rows, Rows, Rows] = ((), (), ())


class Found:
    """What one way to the database brings back about the numbers and the senders of a batch."""

    def __init__(self, ways: TwoWays, knocks: Sequence[Knock], now: datetime) -> None:
        asked = {
            "numbers": list({knock.to_number for knock in knocks}),
            "senders": list({knock.from_number for knock in knocks}),
            "carrier_ids": list({knock.carrier_id for knock in knocks}),
            "begun": now - TEST_ANSWER_WITHIN,
            "now": now,
        }
        [found] = ways.first(GATHER, asked)
        numbers, known, contacts, threads, tests, visits = (rows or () for rows in found)
        rows = [number_row(row) for row in numbers]
        self.numbers = {row.number: row for row in rows}
        self.known = {UUID(carrier_id) for carrier_id in known}
        self.contacts: dict[Pair, list[UUID]] = defaultdict(list)
        self.given_up: set[Pair] = set()
        for organization_id, number, contact_id, is_given_up in contacts:
            pair = (id_of(organization_id), number)
            self.contacts[pair].append(id_of(contact_id))
            if is_given_up:
                self.given_up.add(pair)
        self.threads = {
            (row.location_id, row.contact_id, row.number): row for row in (thread_row(one) for one in threads)
        }
        self.tests = [
            TextNumberTest(id=UUID(pk), location_id=UUID(location_id), to=to, code=code)
            for pk, location_id, to, code in tests
        ]
        self.nearest = {
            (id_of(location_id), id_of(contact_id)): timedelta(seconds=float(seconds))
            for location_id, contact_id, seconds in visits
        }


class Standings:
    """What a second way brings back: consent and visits of those whose words can change them."""

    def __init__(self, found: Found, saying: Collection[str], now: datetime) -> None:
        consent, awaiting, thanking = _asked(found, saying, now) if saying else NOTHING
        self.consent = {(row[0], row[1]): Standing(*row[2:]) for row in consent}
        self.thanking: set[UUID] = {row[0] for row in thanking}
        self.awaiting: dict[tuple[UUID, UUID], list[VisitRow]] = defaultdict(list)
        for visit in (VisitRow(*row) for row in awaiting):
            self.awaiting[visit.location_id, visit.contact_id].append(visit)


def known_texts(organizations: Iterable[UUID], knocks: Sequence[Knock]) -> set[UUID]:
    """Give the ids of texts that are stored already."""
    asked = {"organizations": list(organizations), "carrier_ids": [knock.carrier_id for knock in knocks]}
    return {row[0] for row in ask(KNOWN, asked)}


def contacts_by_number(organizations: Iterable[UUID], senders: Iterable[str]) -> dict[Pair, list[UUID]]:
    """Give the primary contacts who have each number, by organization and number."""
    found: dict[Pair, list[UUID]] = defaultdict(list)
    asked = {"organizations": list(organizations), "senders": list(senders)}
    for organization_id, number, contact_id, _ in ask(CONTACTS, asked):
        found[organization_id, number].append(contact_id)
    return found


def _asked(found: Found, saying: Collection[str], now: datetime) -> tuple[Rows, Rows, Rows]:
    numbers = found.numbers.values()
    organizations = {number.organization_id for number in numbers}
    pairs = [(one, number) for one in organizations for number in saying]
    about = {"locations": list({number.location_id for number in numbers}), "now": now}
    with one_way() as way:
        consent = way.send(CONSENT, _columns(pairs)) if pairs else ()
        awaiting, thanking = _of_contacts(way, _contacts_of(saying, found), about)
    return consent, awaiting, thanking


def _columns(pairs: Collection[Pair]) -> dict[str, object]:
    return {"organizations": [pair[0] for pair in pairs], "numbers": [pair[1] for pair in pairs]}


def _of_contacts(way: Way, contacts: Collection[UUID], about: dict[str, object]) -> tuple[Rows, Rows]:
    """Ask for visits that wait for a yes, and who thanks for one; only where somebody may have said it."""
    if not contacts:
        return (), ()
    asked = about | {"contacts": list(contacts), "confirmable": [status.value for status in CONFIRMABLE]}
    return way.send(AWAITING, asked), way.send(THANKING, about)


def _contacts_of(senders: Collection[str], found: Found) -> set[UUID]:
    return {contact for (_, number), people in found.contacts.items() if number in senders for contact in people}
