"""Make the demo: two practices with their people, three weeks of texts, and today's schedule. Once."""

from __future__ import annotations

import secrets
from datetime import UTC, date, datetime, time, timedelta
from uuid import UUID

from django.contrib.auth.hashers import make_password
from django.db import transaction

from chairside.actions.demo.conversations import TALKS, VISITS
from chairside.actions.demo.people import (
    FORMER_CONTACTS,
    LANDLINES,
    OPTED_OUT,
    PASSWORD,
    PRACTICES,
    Person,
    Practice,
)
from chairside.actions.demo.recare import write_recare
from chairside.actions.demo.reminders import write_reminders
from chairside.actions.demo.replies import REPLIES
from chairside.actions.demo.statements import write_statements
from chairside.actions.demo.talks import write_talk
from chairside.models import (
    Appointment,
    ConsentEntry,
    Location,
    Operatory,
    Organization,
    Patient,
    Phone,
    PrimaryContactTerm,
    Provider,
    QuickReply,
    Role,
    Source,
    TextNumber,
    User,
    UserRole,
)
from chairside.models.identifiers import id_at, new_id
from chairside.rules.rights import DEFAULT_ROLES

HOURS = {str(day): [["08:00", "17:00"]] for day in range(5)}
LAST_WEEK = timedelta(days=5, hours=3)
LONG_AGO = timedelta(days=260)
GROWN_UP = 14
BOOKED_LATE = ("Eli Begay", "Aisha Bello")


@transaction.atomic
def load_demo_practice(now: datetime) -> bool:
    """Load it unless it is there already; give whether it was loaded now."""
    if Organization.objects.filter(name=PRACTICES[0].name).exists():
        return False
    for practice in PRACTICES:
        _Loading(practice, now).load()
    return True


class _Loading:
    """One practice being written down."""

    def __init__(self, practice: Practice, now: datetime) -> None:
        self.practice = practice
        self.now = now
        self.organization = Organization.objects.create(name=practice.name, created_at=now - LONG_AGO)
        self.offices: dict[str, Location] = {}
        self.users: dict[str, User] = {}
        self.patients: dict[str, Patient] = {}
        self.providers: list[Provider] = []

    def load(self) -> None:
        self._offices()
        self._staff()
        self._people()
        self._former_contacts()
        self._consent()
        self._visits()
        for talk in TALKS:
            if talk.office in self.offices:
                location = self.offices[talk.office]
                write_talk(talk, location, self.patients[talk.contact], self.users, self.now)
        write_reminders(self.organization, self.now)
        billing = self.users.get("manager") or next(iter(self.users.values()))
        write_statements(self.organization, self.patients, billing, self.now)
        write_recare(self.organization, self.offices, self.patients, self.now)

    def _offices(self) -> None:
        account, token = f"AC{secrets.token_hex(16)}", secrets.token_hex(16)
        for office in self.practice.offices:
            location = Location.objects.create(
                organization=self.organization,
                name=office.name,
                abbreviation=office.abbreviation,
                time_zone=office.zone,
                hours=HOURS,
            )
            self.offices[office.name] = location
            QuickReply.objects.bulk_create(
                QuickReply(
                    organization=self.organization, location=location, name=name, english=english, spanish=spanish
                )
                for name, english, spanish in REPLIES
            )
            TextNumber.objects.create(
                organization=self.organization,
                location=location,
                number=office.number,
                account_sid=account,
                auth_token=token,
                # the simulator takes what it is given; a demo should not look slow
                segments_per_second=20,
            )
            Operatory.objects.bulk_create(
                Operatory(organization=self.organization, location=location, name=f"Operatory {place}")
                for place in range(1, 5)
            )
        self.providers = Provider.objects.bulk_create(
            Provider(organization=self.organization, name=name) for name in self.practice.providers
        )

    def _staff(self) -> None:
        roles = {
            name: Role.objects.create(organization=self.organization, name=name, rights=sorted(rights))
            for name, rights in DEFAULT_ROLES.items()
        }
        password = make_password(PASSWORD)
        for staff in self.practice.staff:
            user = User.objects.create(
                organization=self.organization,
                username=staff.username,
                name=staff.name,
                password=password,
                last_location=self.offices[staff.at[0]],
            )
            self.users[staff.username] = user
            for office in staff.at:
                UserRole.objects.create(
                    organization=self.organization,
                    user=user,
                    location=self.offices[office],
                    role=roles[staff.role],
                )

    def _people(self) -> None:
        ids = {person.name: new_id() for person in self.practice.people}
        for person in self.practice.people:
            given, _, family = person.name.partition(" ")
            contact = ids[person.contact or person.name]
            self.patients[person.name] = Patient(
                id=ids[person.name],
                organization=self.organization,
                given_name=given,
                family_name=family,
                birth_date=date.fromisoformat(person.born),
                status=person.status,
                duplicate_of_id=ids.get(person.duplicate_of),
                primary_contact_id=contact,
                primary_guarantor_id=contact,
                text_messages=person.prefers_texts and bool(person.phones),
                language=person.language,
            )
        Patient.objects.bulk_create(self.patients.values())
        for person in self.practice.people:
            self._phones(person)
        PrimaryContactTerm.objects.bulk_create(
            self._term(patient, patient.primary_contact_id, self.now - LONG_AGO)
            for name, patient in self.patients.items()
            if name not in FORMER_CONTACTS
        )

    def _phones(self, person: Person) -> None:
        Phone.objects.bulk_create(
            Phone(
                organization=self.organization,
                patient=self.patients[person.name],
                position=position,
                type=kind,
                number=number,
                landline_at=self.now - timedelta(hours=1) if person.name in LANDLINES else None,
            )
            for position, (kind, number) in enumerate(person.phones)
        )

    def _former_contacts(self) -> None:
        changed = self.now - LAST_WEEK
        for name, former in FORMER_CONTACTS.items():
            patient = self.patients.get(name)
            if patient is None:
                continue
            before = self._term(patient, self.patients[former].pk, self.now - LONG_AGO)
            before.until_at = changed
            after = self._term(patient, patient.primary_contact_id, changed)
            PrimaryContactTerm.objects.bulk_create([before, after])

    def _term(self, patient: Patient, contact_id: UUID, since: datetime) -> PrimaryContactTerm:
        return PrimaryContactTerm(organization=self.organization, patient=patient, contact_id=contact_id, from_at=since)

    def _consent(self) -> None:
        desk = next(iter(self.users.values()))
        entries = []
        asked = self.now - timedelta(days=200)
        for name, patient in self.patients.items():
            numbers = Phone.objects.filter(patient=patient, type="mobile").values_list("number", flat=True)
            if patient.text_messages and numbers:
                entries.append(self._entry(numbers[0], asked, Source.STAFF, "asked at the desk", by=desk))
            if name in OPTED_OUT:
                stopped = self.now - timedelta(days=10)
                entries.append(self._entry(numbers[0], stopped, Source.WORD, "stop", opted_in=False))
        ConsentEntry.objects.bulk_create(entries)

    def _entry(
        self, number: str, at: datetime, source: Source, wording: str, *, by: User | None = None, opted_in: bool = True
    ) -> ConsentEntry:  # fmt: skip
        return ConsentEntry(
            id=id_at(at),
            organization=self.organization,
            number=number,
            opted_in=opted_in,
            at=at,
            source=source,
            wording=wording,
            by=by,
        )

    def _visits(self) -> None:
        chairs = {name: list(office.operatories.all()) for name, office in self.offices.items()}
        for office, patient, day, clock, minutes, provider, reason, status, reminded in VISITS:
            if office not in self.offices:
                continue
            location = self.offices[office]
            today = location.clock(self.now).date()
            starts = datetime.combine(today + timedelta(day), time.fromisoformat(clock), location.zone)
            Appointment.objects.create(
                organization=self.organization,
                location=location,
                operatory=chairs[office][provider],
                provider=self.providers[provider],
                patient=self.patients[patient],
                starts_at=starts.astimezone(UTC),
                ends_at=starts.astimezone(UTC) + timedelta(minutes=minutes),
                reason=reason,
                codes=self._codes(patient, reason, starts.date()),
                status=status,
                reminded_at=self.now - timedelta(days=1) if reminded else None,
                # booked after its reminder was due: it will have none, and its page says why
                placed_at=self.now - (timedelta(hours=5) if patient in BOOKED_LATE else LONG_AGO),
            )

    def _codes(self, patient: str, reason: str, day: date) -> list[str]:
        """Give the procedure of a cleaning (CDT: of adults, of children); other visits say none."""
        if not reason.startswith("Cleaning"):
            return []
        return ["D1110" if (self.patients[patient].age_on(day) or 0) >= GROWN_UP else "D1120"]
