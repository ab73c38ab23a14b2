"""Set who speaks for whom, where a file says something new; who did before is kept."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from chairside.actions.importing.known import AT_ONCE, point, sort_records
from chairside.actions.importing.report import Count
from chairside.live.bell import ring
from chairside.live.changes import Change, Kind
from chairside.models import AuditEntry, Organization, Patient, PrimaryContactTerm, Thread


@dataclass(frozen=True, slots=True)
class Said:
    """The file's word on who speaks for a patient; `id` is the patient's."""

    id: str
    speaker: str


@dataclass(frozen=True, slots=True)
class Move:
    """A patient known before, whose primary contact is another now."""

    patient: UUID
    before: UUID
    after: UUID


def set_contacts(
    organization: Organization,
    speakers: dict[str, str],
    *,
    ids: dict[str, UUID],
    fresh: set[UUID],
    count: Count,
    now: datetime,
) -> None:
    """Set contacts and terms; the contact of a new patient is also the guarantor.

    `speakers` and `ids` go by the ids in the file; `fresh` are the rows that this import has made.
    """
    changes = sort_records(organization, "contact", [Said(*pair) for pair in sorted(speakers.items())], count)
    wanted = {ids[one.id]: ids[one.speaker] for one in [*changes.new, *changes.changed]}
    present = Patient.objects.filter(pk__in=wanted).values_list("pk", "primary_contact_id")
    moves = [
        Move(patient, before, wanted[patient])
        for patient, before in present
        if patient not in fresh and before != wanted[patient]
    ]
    _end_terms(moves, now)
    beginning = {patient: wanted.get(patient, patient) for patient in fresh} | {one.patient: one.after for one in moves}
    _begin_terms(organization, beginning, now)
    # a new patient's row says Self already
    changed = {patient: contact for patient, contact in beginning.items() if patient != contact or patient not in fresh}
    point("primary_contact_id", changed)
    point("primary_guarantor_id", {patient: contact for patient, contact in changed.items() if patient in fresh})
    _write_down(organization, moves, now)
    _ring(moves)


def _end_terms(moves: Iterable[Move], now: datetime) -> None:
    moved = [move.patient for move in moves]
    PrimaryContactTerm.objects.filter(patient_id__in=moved, until_at__isnull=True).update(until_at=now)


def _begin_terms(organization: Organization, contacts: dict[UUID, UUID], now: datetime) -> None:
    terms = [
        PrimaryContactTerm(organization_id=organization.pk, patient_id=patient, contact_id=contact, from_at=now)
        for patient, contact in contacts.items()
    ]
    PrimaryContactTerm.objects.bulk_create(terms, batch_size=AT_ONCE)


def _write_down(organization: Organization, moves: Iterable[Move], now: datetime) -> None:
    entries = [
        AuditEntry(
            organization=organization,
            patient_id=move.patient,
            at=now,
            type="import",
            action="changed primary contact",
            details={"before": str(move.before), "after": str(move.after)},
        )
        for move in moves
    ]
    AuditEntry.objects.bulk_create(entries, batch_size=AT_ONCE)


def _ring(moves: Iterable[Move]) -> None:
    """The earlier contact's thread may be read-only now, the new one's writable."""
    people = {person for move in moves for person in (move.before, move.after)}
    threads = Thread.objects.filter(contact_id__in=people).values_list("pk", "location_id")
    ring(Change(Kind.THREAD, location_id, pk) for pk, location_id in threads)
