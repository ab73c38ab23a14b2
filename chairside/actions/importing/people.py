"""Bring patients and the people who speak for them, with their phones."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from datetime import datetime
from uuid import UUID

from django.db import models

from chairside.actions.importing.consent import note_consent
from chairside.actions.importing.contacts import set_contacts
from chairside.actions.importing.guardians import PERSON, guardians
from chairside.actions.importing.known import AT_ONCE, rewrite, sort_records
from chairside.actions.importing.report import ImportReport
from chairside.models import Organization, Patient, Phone
from chairside.models.identifiers import new_id
from chairside.rules.fhir.records import PersonRecord, Problem, Records
from chairside.rules.patients import PatientStatus

DETAILS = ["given_name", "family_name", "birth_date", "status", "language", "email"]
EVERYTHING = frozenset({*DETAILS, "phones"})


class People:
    """The people of one import; of a known record only what the file speaks of is changed."""

    def __init__(
        self,
        organization: Organization,
        report: ImportReport,
        now: datetime,
        speaks_of: Collection[str] = EVERYTHING,
        want_texts: Collection[str] = (),
    ) -> None:
        self.organization = organization
        self.report = report
        self.now = now
        self.speaks_of = speaks_of
        self.want_texts = want_texts
        self.ids: dict[str, UUID] = {}
        self.statuses: dict[str, str] = {}

    def bring(self, records: Records) -> dict[str, UUID]:
        """Bring everybody; give the rows' ids by the patients' ids in the file."""
        persons = guardians(self.organization, records.contacts)
        self.know(Patient.objects.exclude(external_id=""))
        fresh = self.write("Patient", records.patients)
        fresh |= self.write("RelatedPerson", persons.once())
        set_contacts(
            self.organization,
            {record.patient_id: record.same_as or persons.id_of(record) for record in records.contacts},
            ids=self.ids,
            fresh=fresh,
            count=self.report.count("contact"),
            now=self.now,
        )
        note_consent(self.organization, fresh, self.now)
        return self.ids

    def know(self, rows: models.QuerySet[Patient]) -> None:
        """Learn the ids and statuses of records that are here already."""
        here = rows.filter(organization=self.organization)
        for external_id, own, status in here.values_list("external_id", "id", "status"):
            self.ids[external_id], self.statuses[external_id] = own, status

    def write(self, kind: str, records: Sequence[PersonRecord]) -> set[UUID]:
        """Write new and changed records; give the rows' ids of the new ones."""
        changes = sort_records(self.organization, kind, records, self.report.count(kind))
        new = [record for record in changes.new if record.id not in self.ids]
        again = [*changes.changed, *(record for record in changes.new if record.id in self.ids)]
        self.ids.update({record.id: new_id() for record in new})
        Patient.objects.bulk_create([self._row(record, record.status) for record in new], batch_size=AT_ONCE)
        Phone.objects.bulk_create([phone for record in new for phone in self._phones(record)], batch_size=AT_ONCE)
        self._change(again)
        return {self.ids[record.id] for record in new}

    def _change(self, records: Sequence[PersonRecord]) -> None:
        details = [detail for detail in DETAILS if detail in self.speaks_of]
        if details:
            rewrite([self._row(record, self._status(record)) for record in records], details)
        if "phones" in self.speaks_of:
            self._replace_phones(records)

    def _row(self, record: PersonRecord, status: str) -> Patient:
        own = self.ids[record.id]
        return Patient(
            id=own,
            organization_id=self.organization.pk,
            given_name=record.given_name,
            family_name=record.family_name,
            birth_date=record.birth_date,
            status=status,
            language=record.language,
            email=record.email,
            external_id=record.id,
            text_messages=record.id in self.want_texts,
            primary_contact_id=own,
            primary_guarantor_id=own,
        )

    def _status(self, record: PersonRecord) -> str:
        """A file may say that somebody has left; that they are back, or no duplicate, staff say."""
        before = self.statuses[record.id]
        if "status" not in self.speaks_of:
            return before
        if record.status is PatientStatus.INACTIVE and before != PatientStatus.DUPLICATE:
            return record.status
        if record.status is PatientStatus.ACTIVE and before == PatientStatus.INACTIVE:
            why = "active in the file, but Inactive here: set the status to Active if the patient is back"
            self.report.problems.append(Problem(_entry(record), why))
        return before

    def _phones(self, record: PersonRecord) -> list[Phone]:
        return [
            Phone(
                organization_id=self.organization.pk,
                patient_id=self.ids[record.id],
                position=position,
                type=phone.type,
                number=phone.number,
            )
            for position, phone in enumerate(record.phones)
        ]

    def _replace_phones(self, records: Iterable[PersonRecord]) -> None:
        """What the carrier has said of a number since stays known."""
        rows = [phone for record in records for phone in self._phones(record)]
        replaced = Phone.objects.filter(patient_id__in={self.ids[record.id] for record in records})
        before = {(phone.patient_id, phone.number): phone for phone in replaced}
        for phone in rows:
            if old := before.get((phone.patient_id, phone.number)):
                phone.landline_at, phone.unfit_at = old.landline_at, old.unfit_at
        replaced.delete()
        Phone.objects.bulk_create(rows, batch_size=AT_ONCE)


def _entry(record: PersonRecord) -> str:
    return record.id if record.id.startswith(PERSON) else f"Patient/{record.id}"
