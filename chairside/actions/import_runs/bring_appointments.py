"""Bring the appointments of a checked table, piece by piece."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from chairside.actions.import_runs.images import kept_for_undo
from chairside.actions.import_runs.judge_rows import judge_fates, others_have_ended_since, rows_to_bring
from chairside.actions.import_runs.problems import problem
from chairside.actions.import_runs.read_rows import AT_ONCE
from chairside.actions.import_runs.telling import ring_schedule
from chairside.actions.import_runs.words import Reader
from chairside.actions.importing.report import ImportReport
from chairside.actions.importing.visits import bring_visits
from chairside.models import ImportProblem, ImportRun, Operatory, Patient, Provider
from chairside.rules.fhir.records import AppointmentRecord
from chairside.rules.tables.visits import HERE

NOT_HERE = "the patient is not here (any more); the visit was left out"


def bring_appointments_piece(run: ImportRun, now: datetime) -> bool:
    """Bring the next rows; give whether all is done."""
    rows = list(rows_to_bring(run)[:AT_ONCE])
    if not rows:
        return True
    if others_have_ended_since(run):
        judge_fates(run, rows)
    visits = Reader(run).visits(rows)
    patients = dict(
        Patient.objects.filter(
            organization_id=run.organization_id, external_id__in={one.patient_id for one in visits}
        ).values_list("external_id", "id")
    )
    ImportProblem.objects.bulk_create(
        problem(run, row.line, "patient", NOT_HERE, kept_out=False) for row in rows if row.contact not in patients
    )
    with kept_for_undo(run):
        _bring(run, [one for one in visits if one.patient_id in patients], patients, now)
    run.line, run.done = rows[-1].line, run.done + len(rows)
    ring_schedule(run)
    return False


def _bring(run: ImportRun, visits: list[AppointmentRecord], patients: dict[str, UUID], now: datetime) -> None:
    if run.location is None:
        raise LookupError("a table of appointments is brought for a location")
    bring_visits(
        run.organization,
        visits,
        patients=patients,
        locations={HERE: run.location},
        providers=_providers(run, visits),
        operatories={(HERE, name): _operatory(run, name) for name in sorted({one.operatory for one in visits} - {""})},
        report=ImportReport(),
        now=now,
    )


def _providers(run: ImportRun, visits: Sequence[AppointmentRecord]) -> dict[str, Provider]:
    """Give the providers by the names in the file, and make those who are not here yet."""
    return {name: _provider(run, name) for name in sorted({one.provider_id for one in visits if one.provider_id})}


def _provider(run: ImportRun, name: str) -> Provider:
    here = Provider.objects.filter(organization_id=run.organization_id, name__iexact=name).order_by("id").first()
    return here or Provider.objects.create(organization_id=run.organization_id, name=name)


def _operatory(run: ImportRun, name: str) -> Operatory:
    here = Operatory.objects.filter(location=run.location, name__iexact=name).first()
    return here or Operatory.objects.create(organization_id=run.organization_id, location=run.location, name=name)
