"""Set how far a visit is; a New patient becomes Active when their visit is Complete (domain: People)."""

from datetime import datetime

from django.db import transaction

from chairside.actions.communications.replan import replan_after
from chairside.actions.recare.note_visit import note_visit
from chairside.actions.schedule.ringing import ring_visit
from chairside.live.bell import ring
from chairside.live.changes import Change, Kind
from chairside.models import Appointment, AuditEntry, Patient, User
from chairside.rules.patients import AppointmentStatus, PatientStatus


class ChangedMeanwhile(Exception):
    """A colleague has set another status since this screen was drawn; `status` is theirs."""

    def __init__(self, status: AppointmentStatus) -> None:
        super().__init__(status.value)
        self.status = status


@transaction.atomic
def set_appointment_status(
    visit: Appointment,
    status: AppointmentStatus,
    *,
    by: User | None,
    now: datetime,
    before: AppointmentStatus | None = None,
) -> None:
    """Set it and ring; with `before`, what the user saw, raise `ChangedMeanwhile` when it is so no more."""
    locked = Appointment.objects.select_for_update(no_key=True).get(pk=visit.pk)
    found = AppointmentStatus(locked.status)
    if found is status:
        return
    if before is not None and found is not before:
        raise ChangedMeanwhile(found)
    Appointment.objects.filter(pk=locked.pk).update(status=status, status_at=now)
    visit.status, visit.status_at = status.value, now
    if status is AppointmentStatus.COMPLETE:
        note_visit(locked, now)
    replan_after(visit, now)
    ring_visit(locked, by)
    made_active = status is AppointmentStatus.COMPLETE and _make_active(locked)
    _write_down(locked, {"before": found.value, "after": status.value, "made_active": made_active}, by, now)


def _make_active(visit: Appointment) -> bool:
    new = Patient.objects.filter(pk=visit.patient_id, status=PatientStatus.NEW)
    changed = bool(new.update(status=PatientStatus.ACTIVE))
    if changed:
        ring([Change(Kind.PATIENT, location_id=visit.location_id, patient_id=visit.patient_id)])
    return changed


def _write_down(visit: Appointment, details: dict[str, object], by: User | None, now: datetime) -> None:
    AuditEntry.objects.create(
        organization_id=visit.organization_id,
        location_id=visit.location_id,
        user=by,
        patient_id=visit.patient_id,
        at=now,
        type="appointment",
        action="set the status",
        details=details,
    )
