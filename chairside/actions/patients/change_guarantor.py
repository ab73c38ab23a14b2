"""Give a patient another primary guarantor: who gets the statements."""

from datetime import datetime

from django.db import transaction

from chairside.actions.patients.ringing import ring_patient
from chairside.actions.patients.writing_down import write_down
from chairside.models import Patient, User


@transaction.atomic
def change_guarantor(patient: Patient, guarantor: Patient, *, by: User, now: datetime) -> None:
    """Change it; both records are of one organization."""
    locked = Patient.objects.select_for_update().get(pk=patient.pk)
    before = locked.primary_guarantor_id
    if before == guarantor.pk:
        return
    Patient.objects.filter(pk=locked.pk).update(primary_guarantor=guarantor)
    patient.primary_guarantor = guarantor
    ring_patient(locked)
    details: dict[str, object] = {"before": str(before), "after": str(guarantor.pk)}
    write_down(locked, "changed primary guarantor", details, by=by, now=now)
