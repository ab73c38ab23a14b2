"""Note in the ledger what a person said of texts about bills, or of offers: agreed, or agreed no longer."""

from datetime import datetime

from django.db import transaction

from chairside.actions.patients.note_in_ledger import note_in_ledger
from chairside.actions.patients.ringing import ring_patient
from chairside.actions.patients.set_preference import ConsentMissing
from chairside.actions.patients.writing_down import write_down
from chairside.models import ConsentEntry, Location, Patient, User
from chairside.models.circumstances import number_for_texting
from chairside.rules.consent_categories import Category


class NoNumber(Exception):
    """Consent belongs to a number for texting, and the record has none."""


class OptedOut(Exception):
    """The phone itself has opted out of everything, and only the phone can undo that."""


@transaction.atomic
def note_consent(
    patient: Patient, category: Category, *, agrees: bool, wording: str, location: Location, by: User, now: datetime
) -> bool:
    """Add a line for the number for texting, with how it was said; gives whether it said anything new.

    Raises `ConsentMissing` without words, `NoNumber`, or `OptedOut` when somebody who opted out would agree.
    """
    if not wording.strip():
        raise ConsentMissing
    # two who note the same at once write one line
    Patient.objects.select_for_update(no_key=True).get(pk=patient.pk)
    number = number_for_texting(patient)
    if not number:
        raise NoNumber
    if agrees and ConsentEntry.objects.opted_out(patient.organization_id, number):
        raise OptedOut
    agreed = ConsentEntry.objects.agreed_to(patient.organization_id, [number]).get(number, frozenset())
    if agrees == (category in agreed):
        return False
    note_in_ledger(number, opted_in=agrees, wording=wording, location=location, by=by, now=now, category=category)
    ring_patient(patient)
    write_down(patient, "noted consent to texts", {"about": category.value, "agrees": agrees}, by=by, now=now)
    return True
