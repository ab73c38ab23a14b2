"""Say when a patient is due again, by hand; the texts planned for the old date go with it."""

from datetime import date, datetime

from django.db import transaction

from chairside.actions.communications.plan_recare import replan_recare
from chairside.actions.patients.ringing import ring_patient
from chairside.actions.patients.writing_down import write_down
from chairside.models import Location, Patient, PatientRecare, RecareType, User
from chairside.models.identifiers import new_id


@transaction.atomic
def set_due_date(
    patient: Patient, recare_type: RecareType, due_on: date, location: Location, *, by: User, now: datetime
) -> None:
    """Set it, and let this location speak of it."""
    kept, made = PatientRecare.objects.select_for_update().get_or_create(
        patient=patient,
        type=recare_type,
        defaults={
            "id": new_id(),
            "organization_id": patient.organization_id,
            "location": location,
            "due_on": due_on,
            "set_at": now,
        },
    )
    if not made and kept.due_on == due_on and kept.location_id == location.pk:
        return
    PatientRecare.objects.filter(pk=kept.pk).update(due_on=due_on, location=location, set_at=now)
    replan_recare([patient.pk], now)
    ring_patient(patient)
    details: dict[str, object] = {"recare": recare_type.name, "due": due_on.isoformat()}
    write_down(patient, "set a recare due date", details, by=by, now=now)
