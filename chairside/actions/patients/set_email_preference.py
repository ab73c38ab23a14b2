"""Set whether a person wants emails; statements go by email where a text cannot."""

from datetime import datetime

from django.db import transaction

from chairside.actions.patients.ringing import ring_patient
from chairside.actions.patients.writing_down import write_down
from chairside.models import Patient, User


@transaction.atomic
def set_email_preference(patient: Patient, *, wants: bool, by: User, now: datetime) -> bool:
    """Set it; gives whether it changed."""
    if not Patient.objects.filter(pk=patient.pk, email_messages=not wants).update(email_messages=wants):
        return False
    ring_patient(patient)
    write_down(patient, "set the preference for emails", {"wants": wants}, by=by, now=now)
    return True
