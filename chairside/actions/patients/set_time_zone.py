"""Note that a patient lives by another clock than the office; automated texts keep decent hours by it."""

from datetime import datetime

from django.db import transaction

from chairside.actions.communications.plan_visits import replan_visits
from chairside.actions.patients.ringing import ring_patient
from chairside.actions.patients.writing_down import write_down
from chairside.models import Appointment, Patient, User


@transaction.atomic
def set_time_zone(patient: Patient, zone: str, *, by: User, now: datetime) -> bool:
    """Set it, empty for the office's own; gives whether it changed. What waits for the contact is planned anew."""
    if not Patient.objects.filter(pk=patient.pk).exclude(time_zone=zone).update(time_zone=zone):
        return False
    coming = Appointment.objects.filter(patient__primary_contact=patient.pk, starts_at__gt=now)
    replan_visits(list(coming.values_list("pk", flat=True)), now)
    ring_patient(patient)
    write_down(patient, "set the time zone", {"time_zone": zone}, by=by, now=now)
    return True
