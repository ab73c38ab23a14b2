"""Bring appointments."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from chairside.actions.communications.plan_recare import replan_recare
from chairside.actions.communications.plan_visits import replan_visits
from chairside.actions.importing.known import AT_ONCE, rewrite, sort_records
from chairside.actions.importing.report import ImportReport
from chairside.actions.recare.note_visit import note_visits
from chairside.models import Appointment, Location, Operatory, Organization, Provider
from chairside.models.identifiers import new_id
from chairside.rules.fhir.records import AppointmentRecord
from chairside.rules.fhir.visits import status_after
from chairside.rules.patients import AppointmentStatus

DETAILS = [
    "location", "operatory", "provider", "patient", "starts_at", "ends_at", "reason", "status", "reminded_at",
    "confirmed_by_text", "placed_at", "codes",
]  # fmt: skip


def bring_visits(
    organization: Organization,
    records: list[AppointmentRecord],
    *,
    patients: dict[str, UUID],
    locations: dict[str, Location],
    providers: dict[str, Provider],
    operatories: dict[tuple[str, str], Operatory],
    report: ImportReport,
    now: datetime,
) -> None:
    """Write new and changed appointments."""
    changes = sort_records(organization, "Appointment", records, report.count("Appointment"))
    everything = [*changes.new, *changes.changed]
    here = Appointment.objects.filter(organization=organization, external_id__in=[one.id for one in everything])
    # held until the end: who confirms, arrives or is reminded meanwhile waits, and is not written over
    known = {visit.external_id: visit for visit in here.select_for_update(no_key=True).order_by("pk")}

    def row(record: AppointmentRecord) -> Appointment:
        return Appointment(
            id=new_id(),
            organization=organization,
            location=locations[record.location_id],
            operatory=operatories.get((record.location_id, record.operatory)),
            provider=providers.get(record.provider_id or ""),
            patient_id=patients[record.patient_id],
            starts_at=record.starts_at,
            ends_at=record.ends_at,
            reason=record.reason,
            codes=list(record.codes),
            status=record.status,
            external_id=record.id,
            placed_at=now,
        )

    made = [row(one) for one in everything if one.id not in known]
    changed = [_joined(known[one.id], row(one)) for one in everything if one.id in known]
    Appointment.objects.bulk_create(made, batch_size=AT_ONCE)
    rewrite(changed, DETAILS)
    _follow([one for one in made if one.starts_at > now or one.codes] + changed, now)


def _follow(visits: Sequence[Appointment], now: datetime) -> None:
    """What was done is due again, and what is planned about these visits and their patients' recare is planned anew."""
    note_visits([one for one in visits if one.status == AppointmentStatus.COMPLETE], now)
    for start in range(0, len(visits), AT_ONCE):
        some = visits[start : start + AT_ONCE]
        replan_visits([one.pk for one in some], now)
        replan_recare({one.patient_id for one in some}, now)


def _joined(before: Appointment, said: Appointment) -> Appointment:
    """Join the file's word with what the office knows; a visit that moved is neither reminded nor confirmed."""
    said.id = before.id
    # a file that says nothing of procedures takes none away
    said.codes = said.codes or before.codes
    moved = before.starts_at != said.starts_at
    said.status = status_after(AppointmentStatus(before.status), AppointmentStatus(said.status), moved=moved)
    if not moved:
        said.placed_at = before.placed_at
        said.reminded_at, said.confirmed_by_text_id = before.reminded_at, before.confirmed_by_text_id
    return said
