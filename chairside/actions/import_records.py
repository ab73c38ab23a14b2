"""Bring a practice's records from a FHIR file: all or nothing, and again without any change.

What a record brought once, staff may change: only a record that the file itself has changed since is
brought again, and a record that the file no longer holds stays as it is. Decisions:
- who has died or left is Inactive; a file can make a record Inactive, only staff make it Active again;
- a patient's first RelatedPerson is the primary contact from now on, and the guarantor of a new patient;
  a guardian who is no patient is one Non-Patient record, however many children they speak for;
- preference and consent: see `importing/consent.py`; an opt-out is never overridden;
- a visit keeps what the office knows further (Here, Confirmed by text), unless it has moved;
- what breaks a file and what is a problem of one record: see `rules/fhir/reading.py`.
"""

from collections.abc import Callable
from datetime import datetime

from django.db import transaction

from chairside.actions.import_runs.images import kept_for_undo
from chairside.actions.importing.people import People
from chairside.actions.importing.places import (
    bring_locations,
    bring_operatories,
    bring_organization,
    bring_providers,
    hold_organization,
)
from chairside.actions.importing.report import ImportReport
from chairside.actions.importing.visits import bring_visits
from chairside.models import AuditEntry, ImportKind, ImportRun, ImportState, Organization
from chairside.rules.fhir.reading import read
from chairside.rules.fhir.records import BrokenFile, OrganizationRecord, Records

STEPS = 6

Progress = Callable[[int, int], None]


def import_records(
    content: bytes,
    *,
    organization: str,
    now: datetime,
    progress: Progress = lambda _done, _all: None,
    file_name: str = "",
    dry_run: bool = False,
) -> ImportReport:
    """Bring the file into the named organization, or into the file's own; it can be undone for a day.

    `progress` hears steps done and steps in all; a dry run tells the same and changes nothing. Raises `BrokenFile`;
    then nothing has changed.
    """
    records = read(content)
    progress(1, STEPS)
    owner = OrganizationRecord("", organization) if organization else records.organization
    if owner is None:
        raise BrokenFile("the file names no Organization; say which one with --organization")
    with transaction.atomic():
        found = bring_organization(owner, now)
        run = _run(found, file_name, now)
        report = bring_records(records, run, now, lambda done: progress(done, STEPS))
        if dry_run:
            transaction.set_rollback(True)
        elif any(count.new or count.changed for count in report.counts.values()):
            report.run_id = str(run.pk)
            _audit(run, report, now)
        else:
            run.delete()
    progress(STEPS, STEPS)
    return report


def bring_records(records: Records, run: ImportRun, now: datetime, progress: Callable[[int], None]) -> ImportReport:
    """Bring what was read into the import's organization, inside the caller's transaction."""
    report = ImportReport(
        organization=run.organization.name, problems=list(records.problems), passed_over=records.passed_over
    )
    found = hold_organization(run.organization)
    with kept_for_undo(run):
        locations = bring_locations(found, records, report)
        progress(2)
        providers = bring_providers(found, records, report)
        operatories = bring_operatories(found, records.appointments, locations)
        progress(3)
        patients = People(found, report, now).bring(records)
        progress(4)
        bring_visits(
            found,
            records.appointments,
            patients=patients,
            locations=locations,
            providers=providers,
            operatories=operatories,
            report=report,
            now=now,
        )
        progress(5)
    return report


def _run(organization: Organization, file_name: str, now: datetime) -> ImportRun:
    return ImportRun.objects.create(
        organization=organization,
        file_name=file_name,
        kind=ImportKind.FHIR,
        state=ImportState.BROUGHT,
        created_at=now,
        brought_at=now,
    )


def _audit(run: ImportRun, report: ImportReport, now: datetime) -> None:
    counts = {"new": 0, "changed": 0, "same": 0}
    for one in report.counts.values():
        counts["new"] += one.new
        counts["changed"] += one.changed
        counts["same"] += one.unchanged
    ImportRun.objects.filter(pk=run.pk).update(counts=counts)
    AuditEntry.objects.create(
        organization_id=run.organization_id,
        at=now,
        type="import",
        action="brought records from a file",
        details={kind: {"new": one.new, "changed": one.changed} for kind, one in report.counts.items()},
    )
