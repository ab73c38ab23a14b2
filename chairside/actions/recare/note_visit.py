"""A visit was completed: what was done then is due again after its interval."""

from datetime import date, datetime

from chairside.models import Appointment, PatientRecare, RecareType
from chairside.models.identifiers import new_id
from chairside.rules.communications.kinds import Unit
from chairside.rules.recare import matches, next_due


def note_visit(visit: Appointment, now: datetime) -> None:
    """Set the next due date of each type whose procedures the visit had, inside the caller's transaction.

    A visit that was completed late on record never sets a due date back.
    """
    if not visit.codes:
        return
    last = visit.location.clock(visit.starts_at).date()
    for recare_type in RecareType.objects.filter(organization_id=visit.organization_id):
        if matches(visit.codes, recare_type.codes):
            _set(visit, recare_type, last, now)


def _set(visit: Appointment, recare_type: RecareType, last: date, now: datetime) -> None:
    due_on = next_due(last, recare_type.amount, Unit(recare_type.unit))
    kept, made = PatientRecare.objects.select_for_update().get_or_create(
        patient_id=visit.patient_id,
        type=recare_type,
        defaults={
            "id": new_id(),
            "organization_id": visit.organization_id,
            "location_id": visit.location_id,
            "due_on": due_on,
            "last_on": last,
            "set_at": now,
        },
    )
    if not made and (kept.last_on is None or kept.last_on < last):
        PatientRecare.objects.filter(pk=kept.pk).update(
            due_on=due_on, last_on=last, location_id=visit.location_id, set_at=now
        )
