"""Bring the patients of a checked table, piece by piece: the people, then who speaks for whom, then consent."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from chairside.actions.import_runs.due_dates import set_due_dates
from chairside.actions.import_runs.images import kept_for_undo
from chairside.actions.import_runs.judge_rows import judge_fates, others_have_ended_since, rows_to_bring
from chairside.actions.import_runs.preferences import set_preferences
from chairside.actions.import_runs.problems import problem
from chairside.actions.import_runs.read_rows import AT_ONCE
from chairside.actions.import_runs.statistics import look_anew
from chairside.actions.import_runs.telling import ring_patients
from chairside.actions.import_runs.words import (
    CONTACT,
    GUARANTOR,
    Reader,
    contact_said,
    guarantor_said,
    known_words,
    speaks_of,
)
from chairside.actions.importing.consent import note_consent
from chairside.actions.importing.contacts import Said, set_contacts
from chairside.actions.importing.guarantors import set_guarantors
from chairside.actions.importing.people import People
from chairside.actions.importing.report import Count, ImportReport
from chairside.models import (
    ImportChange,
    ImportedRecord,
    ImportProblem,
    ImportRow,
    ImportRun,
    Patient,
    Phone,
    PrimaryContactTerm,
)
from chairside.rules.tables.columns import phases_of
from chairside.rules.tables.people import PatientWords

NOT_BROUGHT = "this record is not here (any more); the patient speaks for themselves"


def bring_patients_piece(run: ImportRun, now: datetime) -> bool:
    """Bring the next rows; give whether all is done."""
    rows = list(rows_to_bring(run)[:AT_ONCE])
    if not rows:
        look_anew(Patient, Phone, PrimaryContactTerm, ImportChange, ImportedRecord)
        run.phase, run.line, run.done = run.phase + 1, 0, 0
        return run.phase == phases_of(run.columns)
    with kept_for_undo(run):
        (_people, _contacts, _consent)[run.phase](run, rows, now)
    run.line, run.done = rows[-1].line, run.done + len(rows)
    return False


def _people(run: ImportRun, rows: list[ImportRow], now: datetime) -> None:
    if others_have_ended_since(run):
        judge_fates(run, rows)
    read = {one.person.id: one for one in Reader(run).patients(rows)}
    report = ImportReport()
    want_texts = {own for own, one in read.items() if one.words.prefers}
    people = People(run.organization, report, now, speaks_of(run.columns), want_texts)
    people.know(Patient.objects.filter(external_id__in=read))
    before = set(people.ids.values())
    people.write("Patient", [one.person for one in read.values()])
    ImportProblem.objects.bulk_create(
        problem(run, read[one.entry.removeprefix("Patient/")].words.line, "status", one.reason, kept_out=False)
        for one in report.problems
    )
    ring_patients(run.organization_id, sorted(before))


def _contacts(run: ImportRun, rows: list[ImportRow], now: datetime) -> None:
    """Everybody of this piece and those they refer to are here by now, wherever they stand in the file."""
    read = Reader(run).words(rows)
    known = known_words(run.organization_id, (CONTACT, GUARANTOR), [one.id for one in read])
    ids = _ids(run, {other for row in rows for other in (row.key, row.contact, row.guarantor) if other})
    fresh = _fresh(run, [ids[one.id] for one in read if one.id in ids])
    contacts = _found(run, read, [contact_said(one, known) for one in read], ids, "contact")
    set_contacts(run.organization, contacts, ids=ids, fresh=fresh, count=Count(), now=now)
    guarantors = _found(run, read, [guarantor_said(one, known) for one in read], ids, "guarantor")
    set_guarantors(run.organization, guarantors, ids)
    if "text_messages" in run.columns:
        set_preferences(run, read, ids, fresh, now)
        _due_dates(run, read, ids, now)


def _consent(run: ImportRun, rows: list[ImportRow], now: datetime) -> None:
    """Who speaks for others is known only when all contacts are set."""
    ids = _ids(run, {row.key for row in rows})
    note_consent(run.organization, _fresh(run, list(ids.values())), now)
    _due_dates(run, Reader(run).words(rows), ids, now)


def _due_dates(run: ImportRun, read: Sequence[PatientWords], ids: dict[str, UUID], now: datetime) -> None:
    """Last of all: their texts are planned at once, and ask who speaks for whom and who wants texts."""
    if "recare_due" in run.columns:
        set_due_dates(run, read, ids, now)


def _found(
    run: ImportRun, rows: Sequence[PatientWords], words: Sequence[Said | None], ids: dict[str, UUID], target: str
) -> dict[str, str]:
    """Give who is said to speak for whom, without those whose other record has gone since the check."""
    said = [(row, word) for row, word in zip(rows, words, strict=True) if word is not None]
    lost = [row.line for row, word in said if word.speaker not in ids]
    ImportProblem.objects.bulk_create(problem(run, line, target, NOT_BROUGHT, kept_out=False) for line in lost)
    return {word.id: word.speaker for _, word in said if word.speaker in ids and word.id in ids}


def _ids(run: ImportRun, external_ids: set[str]) -> dict[str, UUID]:
    here = Patient.objects.filter(organization_id=run.organization_id, external_id__in=external_ids)
    return dict(here.values_list("external_id", "id"))


def _fresh(run: ImportRun, ids: list[UUID]) -> set[UUID]:
    """Give those of these records that this import has made, in whichever piece."""
    made = ImportChange.objects.filter(run=run, table="chairside_patient", row_id__in=ids, before__isnull=True)
    return set(made.values_list("row_id", flat=True))
