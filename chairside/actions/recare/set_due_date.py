"""Say when a patient is due again, by hand, or that they are not; the texts planned for the old date go with it."""

from datetime import date, datetime

from django.db import transaction

from chairside.actions.communications.plan_recare import replan_recare
from chairside.actions.patients.ringing import ring_patient
from chairside.actions.patients.writing_down import write_down
from chairside.actions.refusals import stop_if_changed
from chairside.models import Location, Patient, PatientRecare, RecareType, User
from chairside.models.identifiers import new_id
from chairside.rules.marks import mark_of


@transaction.atomic
def set_due_date(
    patient: Patient,
    recare_type: RecareType,
    due_on: date | None,
    location: Location,
    *,
    by: User,
    now: datetime,
    seen: str | None = None,
) -> bool:
    """Set it, and let this location speak of it; None takes it back. Gives whether it changed.

    Raises `ChangedSince` when `seen` is not the mark of the patient's due dates any more.
    """
    Patient.objects.select_for_update(no_key=True).get(pk=patient.pk)
    stop_if_changed(seen, mark_of_due_dates(patient))
    kept = PatientRecare.objects.select_for_update().filter(patient=patient, type=recare_type).first()
    stands = (kept.due_on, kept.location_id) if kept else (None, location.pk)
    if stands == (due_on, location.pk) or (due_on is None and stands[0] is None):
        return False
    if kept is None:
        kept = _make(patient, recare_type, due_on, location, now)
    PatientRecare.objects.filter(pk=kept.pk).update(due_on=due_on, location=location, set_at=now)
    replan_recare([patient.pk], now)
    ring_patient(patient)
    action = "set a recare due date" if due_on else "took back a recare due date"
    details: dict[str, object] = {"recare": recare_type.name, "due": due_on.isoformat() if due_on else ""}
    write_down(patient, action, details, by=by, now=now)
    return True


def mark_of_due_dates(patient: Patient) -> str:
    """Give the mark of a patient's due dates, as a form shows them."""
    kept = PatientRecare.objects.filter(patient=patient).order_by("type_id")
    return mark_of([[str(one.type_id), str(one.due_on), str(one.location_id)] for one in kept])


def _make(
    patient: Patient, recare_type: RecareType, due_on: date | None, location: Location, now: datetime
) -> PatientRecare:  # fmt: skip
    return PatientRecare.objects.create(
        id=new_id(),
        organization_id=patient.organization_id,
        location=location,
        patient=patient,
        type=recare_type,
        due_on=due_on,
        set_at=now,
    )
