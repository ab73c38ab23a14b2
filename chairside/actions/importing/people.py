"""Bring patients and the people who speak for them, their phones, contacts, preference and consent."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime
from uuid import UUID

from chairside.actions.importing.known import AT_ONCE, sort_records
from chairside.actions.importing.report import ImportReport
from chairside.models import ConsentEntry, Organization, Patient, Phone, PrimaryContactTerm, Source
from chairside.models.identifiers import new_id
from chairside.rules.fhir.records import ContactRecord, PersonRecord, Records
from chairside.rules.patients import PhoneType
from chairside.rules.phones import NumberState, state_of

PERSON = "RelatedPerson/"
CONSENT = "brought with the practice's records, which state consent to texts about care"
DETAILS = ["given_name", "family_name", "birth_date", "status", "language", "email"]


class People:
    """The people of one import."""

    def __init__(self, organization: Organization, report: ImportReport, now: datetime) -> None:
        self.organization = organization
        self.report = report
        self.now = now
        self.ids: dict[str, UUID] = {}

    def bring(self, records: Records) -> dict[str, UUID]:
        """Bring everybody; give the rows' ids by the patients' ids in the file."""
        persons = _persons(records.contacts)
        fresh = self._records("Patient", records.patients)
        fresh |= self._records("RelatedPerson", persons.values())
        self._contacts(records, persons, fresh)
        self._consent(fresh)
        return self.ids

    def _records(self, kind: str, records: Iterable[PersonRecord]) -> set[UUID]:
        """Write new and changed records; give the ids of the new ones."""
        given = list(records)
        changes = sort_records(self.organization, kind, given, self.report.count(kind))
        here = Patient.objects.filter(organization=self.organization).exclude(external_id="")
        self.ids.update(here.values_list("external_id", "id"))
        for record in changes.new:
            self.ids.setdefault(record.id, new_id())
        known = set(here.filter(external_id__in=[one.id for one in changes.new]).values_list("external_id", flat=True))
        new = [record for record in changes.new if record.id not in known]
        Patient.objects.bulk_create([self._row(record) for record in new], batch_size=AT_ONCE)
        Phone.objects.bulk_create([phone for record in new for phone in self._phones(record)], batch_size=AT_ONCE)
        again = [*changes.changed, *(record for record in changes.new if record.id in known)]
        Patient.objects.bulk_update([self._row(record) for record in again], DETAILS, batch_size=AT_ONCE)
        for record in again:
            self._replace_phones(record)
        return {self.ids[record.id] for record in new}

    def _row(self, record: PersonRecord) -> Patient:
        own = self.ids[record.id]
        return Patient(
            id=own,
            organization=self.organization,
            given_name=record.given_name,
            family_name=record.family_name,
            birth_date=record.birth_date,
            status=record.status,
            language=record.language,
            email=record.email,
            external_id=record.id,
            primary_contact_id=own,
            primary_guarantor_id=own,
        )

    def _phones(self, record: PersonRecord) -> list[Phone]:
        return [
            Phone(
                organization=self.organization,
                patient_id=self.ids[record.id],
                position=position,
                type=phone.type,
                number=phone.number,
            )
            for position, phone in enumerate(record.phones)
        ]

    def _replace_phones(self, record: PersonRecord) -> None:
        """What the carrier has said of a number since stays known."""
        before = {phone.number: phone for phone in Phone.objects.filter(patient_id=self.ids[record.id])}
        rows = self._phones(record)
        for phone in rows:
            if old := before.get(phone.number):
                phone.landline_at, phone.unfit_at = old.landline_at, old.unfit_at
        Phone.objects.filter(patient_id=self.ids[record.id]).delete()
        Phone.objects.bulk_create(rows)

    def _contacts(self, records: Records, persons: dict[str, PersonRecord], fresh: set[UUID]) -> None:
        """Set who speaks for whom, where the file says something new."""
        said = {
            record.patient_id: _Said(record.patient_id, record.same_as or persons[_key(record)].id)
            for record in reversed(records.contacts)
        }
        changes = sort_records(
            self.organization, "contact", sorted(said.values(), key=_Said.order), self.report.count("contact")
        )
        speakers = {
            self.ids[one.id]: self.ids[one.speaker] for one in [*changes.new, *changes.changed] if one.id in self.ids
        }
        self._terms(speakers, fresh)
        rows = [Patient(id=patient, primary_contact_id=speaker) for patient, speaker in speakers.items()]
        Patient.objects.bulk_update(rows, ["primary_contact"], batch_size=AT_ONCE)
        new_ones = [Patient(id=row.pk, primary_guarantor_id=row.primary_contact_id) for row in rows if row.pk in fresh]
        Patient.objects.bulk_update(new_ones, ["primary_guarantor"], batch_size=AT_ONCE)

    def _terms(self, speakers: dict[UUID, UUID], fresh: set[UUID]) -> None:
        moved = {patient for patient in speakers if patient not in fresh}
        open_terms = PrimaryContactTerm.objects.filter(patient_id__in=moved, until_at__isnull=True)
        same = {term.patient_id for term in open_terms if term.contact_id == speakers[term.patient_id]}
        open_terms.exclude(patient_id__in=same).update(until_at=self.now)
        starting = {**{patient: patient for patient in fresh}, **speakers}
        PrimaryContactTerm.objects.bulk_create(
            [
                PrimaryContactTerm(
                    organization=self.organization, patient_id=patient, contact_id=speaker, from_at=self.now
                )
                for patient, speaker in starting.items()
                if patient not in same
            ],
            batch_size=AT_ONCE,
        )

    def _consent(self, fresh: set[UUID]) -> None:
        """New contacts with a valid mobile prefer texts; nothing overrides what a phone has said before."""
        mobiles: dict[UUID, str] = {}
        for phone in Phone.objects.filter(patient_id__in=fresh, type=PhoneType.MOBILE).order_by("-position"):
            if state_of(phone.number) is NumberState.MOBILE:
                mobiles[phone.patient_id] = phone.number
        Patient.objects.filter(pk__in=mobiles).exclude(status="inactive").update(text_messages=True)
        standing = ConsentEntry.objects.standing(self.organization.pk, set(mobiles.values()))
        ConsentEntry.objects.bulk_create(
            [
                ConsentEntry(
                    organization=self.organization,
                    number=number,
                    opted_in=True,
                    at=self.now,
                    source=Source.IMPORT,
                    wording=CONSENT,
                )
                for number in sorted(set(mobiles.values()) - set(standing))
            ],
            batch_size=AT_ONCE,
        )


class _Said:
    """The file's word on who speaks for a patient."""

    def __init__(self, patient: str, speaker: str) -> None:
        self.id = patient
        self.speaker = speaker

    def __repr__(self) -> str:
        return f"{self.id} {self.speaker}"

    def order(self) -> str:
        return self.id


def _key(record: ContactRecord) -> str:
    """Two entries are one person when name and phones are the same."""
    person = record.person
    return repr((person.given_name, person.family_name, person.birth_date, person.phones))


def _persons(contacts: list[ContactRecord]) -> dict[str, PersonRecord]:
    """Give each person who is no patient once, under the first of their ids."""
    groups: dict[str, list[PersonRecord]] = defaultdict(list)
    for record in contacts:
        if record.same_as is None:
            groups[_key(record)].append(record.person)
    return {
        key: replace(min(group, key=lambda one: one.id), id=PERSON + min(one.id for one in group))
        for key, group in groups.items()
    }
