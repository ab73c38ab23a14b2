"""Set whether a patient wants text messages; Yes says how consent was given, in the ledger."""

from datetime import datetime

from django.db import transaction

from chairside.actions.patients.note_in_ledger import note_in_ledger
from chairside.actions.patients.ringing import ring_patient
from chairside.actions.patients.writing_down import write_down
from chairside.models import ConsentEntry, Location, Patient, User
from chairside.models.circumstances import number_for_texting


class ConsentMissing(Exception):
    """Yes needs to be said how consent was given."""


@transaction.atomic
def set_preference(patient: Patient, *, wants: bool, consent: str, location: Location, by: User, now: datetime) -> None:
    """Set it. Yes adds a line to the ledger for the number for texting, if there is one.

    A number that has opted out stays so: only the phone itself can undo that. No adds no line, since
    it is a wish of this record and not of the number. Raises `ConsentMissing`.
    """
    if wants and not consent.strip():
        raise ConsentMissing
    Patient.objects.filter(pk=patient.pk).update(text_messages=wants)
    patient.text_messages = wants
    number = number_for_texting(patient)
    if wants and number and not ConsentEntry.objects.opted_out(patient.organization_id, number):
        note_in_ledger(number, opted_in=True, wording=consent, location=location, by=by, now=now)
    ring_patient(patient)
    write_down(patient, "set the preference for text messages", {"wants": wants}, by=by, now=now)
