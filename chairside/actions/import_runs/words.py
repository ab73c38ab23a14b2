"""What a row of a table says, each word by itself: only a word that the file itself has changed is brought again."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from chairside.actions.importing.contacts import Said
from chairside.actions.importing.known import Record, digest_of
from chairside.models import ImportedRecord, ImportRow, ImportRun, Location
from chairside.rules.fhir.records import AppointmentRecord
from chairside.rules.tables.people import PHONE_KEYS, SELF, PatientRow, PatientWords, read_patient, read_words
from chairside.rules.tables.reader import Row
from chairside.rules.tables.row import Trouble
from chairside.rules.tables.visits import read_visit

PERSON, CONTACT, GUARANTOR, PREFERENCE, VISIT = "Patient", "contact", "guarantor", "preference", "Appointment"
RECARE = "recare"
OF_PATIENTS = (PERSON, CONTACT, GUARANTOR, PREFERENCE, RECARE)
YES, NO = "yes", "no"

Known = Mapping[tuple[str, str], str]
"""The digest of what was said last, by kind and ID."""


@dataclass(frozen=True, slots=True)
class Reader:
    """Reads the rows of one import, always to the same result."""

    run: ImportRun

    @property
    def today(self) -> date:
        return self._location.clock(self.run.created_at).date()

    def patient(self, line: int, cells: Collection[str]) -> PatientRow | list[Trouble]:
        return read_patient(Row(line, tuple(cells)), self.run.columns, self.run.heads, self.today)

    def visit(self, line: int, cells: Collection[str]) -> AppointmentRecord | list[Trouble]:
        place = self._location
        return read_visit(Row(line, tuple(cells)), self.run.columns, self.run.heads, place.zone, self.today)

    def patients(self, rows: Collection[ImportRow]) -> list[PatientRow]:
        """Read rows that were found valid."""
        read = [self.patient(row.line, row.cells) for row in rows]
        return [one for one in read if isinstance(one, PatientRow)]

    def words(self, rows: Collection[ImportRow]) -> list[PatientWords]:
        """Read what valid rows say besides the people."""
        run, today = self.run, self.today
        return [read_words(Row(row.line, tuple(row.cells)), run.columns, run.heads, today) for row in rows]

    def visits(self, rows: Collection[ImportRow]) -> list[AppointmentRecord]:
        """Read rows that were found valid."""
        read = [self.visit(row.line, row.cells) for row in rows]
        return [one for one in read if isinstance(one, AppointmentRecord)]

    @property
    def _location(self) -> Location:
        place: Location | None = self.run.location
        if place is None:
            raise LookupError("a table is brought for a location")
        return place


def speaks_of(columns: Mapping[str, int]) -> set[str]:
    """Give the details of a patient that a table with these columns says something about."""
    said = set(columns)
    if "name" in said:
        said |= {"given_name", "family_name"}
    if said & set(PHONE_KEYS):
        said.add("phones")
    return said


def known_words(organization_id: UUID, kinds: Collection[str], ids: Collection[str]) -> dict[tuple[str, str], str]:
    """Look up what earlier files have said of these."""
    records = ImportedRecord.objects.filter(
        organization_id=organization_id, kind__in=kinds, external_id__in=ids
    ).values_list("kind", "external_id", "digest")
    return {(kind, external_id): digest for kind, external_id, digest in records}


def contact_said(row: PatientWords, known: Known) -> Said | None:
    """Give the row's word on the primary contact; an empty cell takes back what an earlier file has said."""
    return _other_said(row, row.contact, CONTACT, known)


def guarantor_said(row: PatientWords, known: Known) -> Said | None:
    """Give the row's word on the primary guarantor."""
    return _other_said(row, row.guarantor, GUARANTOR, known)


def preference_said(row: PatientWords) -> Said | None:
    """Give the row's word on text messages."""
    return None if row.prefers is None else Said(row.id, YES if row.prefers else NO)


def due_said(row: PatientWords) -> Said | None:
    """Give the row's word on recare."""
    if row.due is None:
        return None
    return Said(row.id, f"{row.due.type.casefold()} {row.due.due_on} {row.due.last_on or ''}".strip())


def says_something_new(row: PatientRow, known: Known) -> bool:
    """Whether any word of the row differs from what an earlier file has said."""
    own = row.person.id
    words: dict[str, Record | None] = {
        PERSON: row.person,
        CONTACT: contact_said(row.words, known),
        GUARANTOR: guarantor_said(row.words, known),
        PREFERENCE: preference_said(row.words),
        RECARE: due_said(row.words),
    }
    return any(word is not None and known.get((kind, own)) != digest_of(word) for kind, word in words.items())


def _other_said(row: PatientWords, other: str, kind: str, known: Known) -> Said | None:
    own = row.id
    if not other and (kind, own) not in known:
        return None
    return Said(own, own if other in {"", SELF} else other)
