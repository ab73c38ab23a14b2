"""Tell every screen that a record has changed, and every conversation that shows it."""

from chairside.live.bell import ring
from chairside.live.changes import Change, Kind
from chairside.models import Location, Patient, Thread


def ring_patient(patient: Patient) -> None:
    """Ring at every location of the organization, and for the threads of the record and of its contact."""
    places = Location.objects.filter(organization_id=patient.organization_id).values_list("pk", flat=True)
    people = {patient.pk, patient.primary_contact_id}
    talks = Thread.objects.filter(contact_id__in=people).values_list("pk", "location_id")
    ring(
        [
            *(Change(Kind.PATIENT, location_id=place, patient_id=patient.pk) for place in places),
            *(Change(Kind.THREAD, location_id, pk) for pk, location_id in talks),
        ]
    )
