"""Check and bring a FHIR file: as a whole, since its records refer to each other from end to end."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from chairside.actions.import_records import STEPS, bring_records
from chairside.actions.import_runs.telling import ring_schedule, tell_aside
from chairside.actions.importing.report import ImportReport
from chairside.models import ImportProblem, ImportRun, ImportState
from chairside.rules.fhir.reading import read
from chairside.rules.fhir.records import Records

OTHER_PRACTICE = "the file is of %s; its records come to %s"


def check_whole_file(run: ImportRun, now: datetime) -> None:
    """Bring everything, tell what became of it, and take it back at once."""
    records = _read(run)
    with transaction.atomic():
        report = _bring(run, records, now)
        transaction.set_rollback(True)
    _keep(run, report, records)
    run.state = ImportState.CHECKED


def bring_whole_file(run: ImportRun, now: datetime) -> None:
    """Bring everything, or nothing."""
    records = _read(run)
    report = _bring(run, records, now)
    run.problems.all().delete()
    _keep(run, report, records)
    ring_schedule(run)


def _read(run: ImportRun) -> Records:
    return read(b"".join(run.parts))


def _bring(run: ImportRun, records: Records, now: datetime) -> ImportReport:
    return bring_records(records, run, now, lambda done: tell_aside(run, done, STEPS))


def _keep(run: ImportRun, report: ImportReport, records: Records) -> None:
    counts = report.counts.values()
    run.counts = {
        "new": sum(count.new for count in counts),
        "changed": sum(count.changed for count in counts),
        "same": sum(count.unchanged for count in counts),
        "invalid": 0,
        "kinds": {kind: [count.new, count.changed, count.unchanged] for kind, count in report.counts.items()},
        "passed_over": report.passed_over,
    }
    problems = [(one.entry, one.reason) for one in report.problems]
    said = records.organization.name if records.organization else ""
    if said and said.casefold() != run.organization.name.casefold():
        problems.insert(0, ("Organization", OTHER_PRACTICE % (said, run.organization.name)))
    ImportProblem.objects.bulk_create(
        ImportProblem(
            organization_id=run.organization_id, run=run, line=0, column=entry[:200], reason=why[:300], kept_out=False
        )
        for entry, why in problems
    )
