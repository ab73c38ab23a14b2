"""The audit entry of a deed on a patient's record."""

from datetime import datetime

from chairside.models import AuditEntry, Patient, User


def write_down(patient: Patient, action: str, details: dict[str, object], *, by: User | None, now: datetime) -> None:
    """Add the entry, as the last thing in its transaction."""
    AuditEntry.objects.create(
        organization_id=patient.organization_id,
        user=by,
        patient_id=patient.pk,
        at=now,
        type="patient",
        action=action,
        details=details,
    )
