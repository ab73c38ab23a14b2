"""What the verdicts about planned texts look at, gathered with one question per kind of fact for all of them."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime, timedelta
from uuid import UUID

from chairside.models import ConsentEntry, HoursException, Location, Patient, Phone, PlannedMessage
from chairside.models.circumstances import Party, circumstances_of_many
from chairside.rules.communications.kinds import Kind, State
from chairside.rules.communications.leave import WEEK, Setting
from chairside.rules.communications.timing import zone_of
from chairside.rules.consent_categories import Category
from chairside.rules.may_text import Circumstances
from chairside.rules.opening_hours import OpeningHours
from chairside.rules.patients import PatientStatus, PhoneType

Key = tuple[UUID, UUID]  # location and contact
CURRENT = (PatientStatus.NEW.value, PatientStatus.ACTIVE.value)


class Facts:
    """The facts about texting these rows' contacts; rows come with patient, contact and location.

    `numbers` are those that texts which have been written go to; without, each contact's number for texting.
    """

    def __init__(self, rows: Sequence[PlannedMessage], now: datetime, numbers: dict[UUID, str] | None = None) -> None:
        self.now = now
        contacts = {row.recipient.pk: row.recipient for row in rows}
        self.numbers = numbers or numbers_for_texting(contacts)
        self.gates = self._gates(rows, contacts)
        self.earlier = _earlier(rows, now)
        self.guarantees = _guarantees(rows)
        self.agreed = _agreed(contacts, self.numbers)
        self.opening = _opening({row.location_id: row.location for row in rows})

    def setting(self, row: PlannedMessage) -> Setting:
        """Give what surrounds one text."""
        contact = row.recipient
        return Setting(
            gate=self.gates[row.location_id, contact.pk],
            patient_status=self._status(row),
            zone=zone_of(contact.time_zone, row.location.zone),
            now=self.now,
            earlier=[at for message_id, at in self.earlier[row.patient_id].items() if message_id != row.message_id],
            agreed_to=self.agreed.get(self.numbers.get(contact.pk, ""), frozenset()),
            opening=self.opening[row.location_id],
            location_zone=row.location.zone,
        )

    def note_text(self, row: PlannedMessage, message_id: UUID) -> None:
        """Count a text that has just been written, before the next verdict about the same patient."""
        if row.category == Category.CARE:
            self.earlier[row.patient_id][message_id] = self.now

    def _status(self, row: PlannedMessage) -> PatientStatus:
        """A guarantor who is no patient speaks for current ones as long as there are any."""
        status: PatientStatus = row.patient.patient_status
        if row.kind == Kind.STATEMENT and status is PatientStatus.NON_PATIENT and row.patient_id in self.guarantees:
            return PatientStatus.ACTIVE
        return status

    def _gates(self, rows: Sequence[PlannedMessage], contacts: dict[UUID, Patient]) -> dict[Key, Circumstances]:
        locations = {(row.location_id, row.recipient.pk): row.location for row in rows}
        parties = [
            Party(location, contacts[contact_id], self.numbers.get(contact_id))
            for (_, contact_id), location in locations.items()
        ]
        return dict(zip(locations, circumstances_of_many(parties), strict=True))


def numbers_for_texting(contacts: dict[UUID, Patient]) -> dict[UUID, str]:
    """Give each contact's first mobile number, of those who have one."""
    mobiles = Phone.objects.filter(patient_id__in=contacts, type=PhoneType.MOBILE).order_by("-position")
    return dict(mobiles.values_list("patient_id", "number"))


def _earlier(rows: Sequence[PlannedMessage], now: datetime) -> dict[UUID, dict[UUID | None, datetime]]:
    sent = PlannedMessage.objects.filter(
        patient_id__in={row.patient_id for row in rows},
        state=State.SENT,
        category=Category.CARE,
        # a day more, for the days of whoever lives elsewhere
        settled_at__gt=now - WEEK - timedelta(days=1),
    )
    earlier: dict[UUID, dict[UUID | None, datetime]] = defaultdict(dict)
    for patient_id, message_id, at in sent.values_list("patient_id", "message_id", "settled_at"):
        if at is not None:
            earlier[patient_id][message_id] = at
    return earlier


def _guarantees(rows: Sequence[PlannedMessage]) -> set[UUID]:
    """Give the guarantors of these statements who guarantee for somebody New or Active."""
    guarantors = {row.patient_id for row in rows if row.kind == Kind.STATEMENT}
    if not guarantors:
        return set()
    current = Patient.objects.filter(primary_guarantor__in=guarantors, status__in=CURRENT)
    return set(current.values_list("primary_guarantor_id", flat=True))


def _agreed(contacts: dict[UUID, Patient], numbers: dict[UUID, str]) -> dict[str, frozenset[Category]]:
    by_organization: dict[UUID, set[str]] = defaultdict(set)
    for contact_id, number in numbers.items():
        if contact_id in contacts:
            by_organization[contacts[contact_id].organization_id].add(number)
    agreed: dict[str, frozenset[Category]] = {}
    for organization_id, here in by_organization.items():
        agreed |= ConsentEntry.objects.agreed_to(organization_id, here)
    return agreed


def _opening(locations: dict[UUID, Location]) -> dict[UUID, OpeningHours]:
    exceptions: dict[UUID, dict[object, list[list[str]]]] = defaultdict(dict)
    for one in HoursException.objects.filter(location_id__in=locations):
        exceptions[one.location_id][one.day] = one.hours
    return {
        pk: OpeningHours.read(location.hours, exceptions[pk])  # type: ignore[arg-type]
        for pk, location in locations.items()
    }
