"""Bring appointments."""

from uuid import UUID

from chairside.actions.importing.known import AT_ONCE, sort_records
from chairside.actions.importing.report import ImportReport
from chairside.models import Appointment, Location, Operatory, Organization, Provider
from chairside.models.identifiers import new_id
from chairside.rules.fhir.records import AppointmentRecord

DETAILS = [
    "location", "operatory", "provider", "patient", "starts_at", "ends_at", "reason", "status",
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
) -> None:
    """Write new and changed appointments."""
    changes = sort_records(organization, "Appointment", records, report.count("Appointment"))
    known = dict(
        Appointment.objects.filter(
            organization=organization, external_id__in=[one.id for one in [*changes.new, *changes.changed]]
        ).values_list("external_id", "id")
    )

    def row(record: AppointmentRecord) -> Appointment:
        return Appointment(
            id=known.get(record.id) or new_id(),
            organization=organization,
            location=locations[record.location_id],
            operatory=operatories.get((record.location_id, record.operatory)),
            provider=providers.get(record.provider_id or ""),
            patient_id=patients[record.patient_id],
            starts_at=record.starts_at,
            ends_at=record.ends_at,
            reason=record.reason,
            status=record.status,
            external_id=record.id,
        )

    everything = [*changes.new, *changes.changed]
    Appointment.objects.bulk_create([row(one) for one in everything if one.id not in known], batch_size=AT_ONCE)
    Appointment.objects.bulk_update([row(one) for one in everything if one.id in known], DETAILS, batch_size=AT_ONCE)
