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
from uuid import UUID

from django.db import transaction

from chairside.actions.importing.people import People
from chairside.actions.importing.places import (
    bring_locations,
    bring_operatories,
    bring_organization,
    bring_providers,
)
from chairside.actions.importing.report import ImportReport
from chairside.actions.importing.visits import bring_visits
from chairside.models import AuditEntry
from chairside.rules.fhir.reading import read
from chairside.rules.fhir.records import BrokenFile, OrganizationRecord

STEPS = 6

Progress = Callable[[int, int], None]


def import_records(
    content: bytes, *, organization: str, now: datetime, progress: Progress = lambda _done, _all: None
) -> ImportReport:
    """Bring the file into the named organization, or into the file's own.

    `progress` hears steps done and steps in all. Raises `BrokenFile`; then nothing has changed.
    """
    records = read(content)
    progress(1, STEPS)
    owner = OrganizationRecord("", organization) if organization else records.organization
    if owner is None:
        raise BrokenFile("the file names no Organization; say which one with --organization")
    report = ImportReport(problems=list(records.problems), passed_over=records.passed_over)
    with transaction.atomic():
        found = bring_organization(owner, now)
        report.organization = found.name
        locations = bring_locations(found, records, report)
        progress(2, STEPS)
        providers = bring_providers(found, records, report)
        operatories = bring_operatories(found, records.appointments, locations)
        progress(3, STEPS)
        patients = People(found, report, now).bring(records)
        progress(4, STEPS)
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
        progress(5, STEPS)
        if any(count.new or count.changed for count in report.counts.values()):
            _audit(found.pk, report, now)
    progress(STEPS, STEPS)
    return report


def _audit(organization_id: UUID, report: ImportReport, now: datetime) -> None:
    AuditEntry.objects.create(
        organization_id=organization_id,
        at=now,
        type="import",
        action="brought records from a file",
        details={kind: {"new": one.new, "changed": one.changed} for kind, one in report.counts.items()},
    )
