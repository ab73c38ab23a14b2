"""Give a patient another primary contact; who was it before, and until when, is kept."""

from datetime import datetime

from django.db import transaction

from chairside.actions.patients.ringing import ring_patient
from chairside.actions.patients.writing_down import write_down
from chairside.live.bell import ring
from chairside.live.changes import Change, Kind
from chairside.models import Patient, PrimaryContactTerm, Thread, User
from chairside.models.identifiers import new_id


class WrongContact(Exception):
    """The chosen record cannot be a primary contact; the text says why."""


@transaction.atomic
def change_primary_contact(patient: Patient, contact: Patient, *, by: User | None, now: datetime) -> None:
    """Change it, write down the terms and the audit entry, and ring for every thread concerned."""
    if contact.organization_id != patient.organization_id:
        raise WrongContact("The contact belongs to another organization.")
    locked = Patient.objects.select_for_update().get(pk=patient.pk)
    before = locked.primary_contact_id
    if before == contact.pk:
        return
    PrimaryContactTerm.objects.filter(patient=locked, until_at__isnull=True).update(until_at=now)
    PrimaryContactTerm.objects.create(
        id=new_id(),
        organization_id=locked.organization_id,
        patient=locked,
        contact=contact,
        from_at=now,
    )
    Patient.objects.filter(pk=locked.pk).update(primary_contact=contact)
    patient.primary_contact = contact
    ring_patient(patient)
    before_talks = Thread.objects.filter(contact_id=before).values_list("pk", "location_id")
    ring(Change(Kind.THREAD, location_id, pk) for pk, location_id in before_talks)
    details: dict[str, object] = {"before": str(before), "after": str(contact.pk)}
    write_down(locked, "changed primary contact", details, by=by, now=now)
