"""Make a patient's record, or change its Basic Info."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import transaction

from chairside.actions.patients.ringing import ring_patient
from chairside.actions.patients.writing_down import write_down
from chairside.actions.refusals import stop_if_changed
from chairside.models import Organization, Patient, Phone, PrimaryContactTerm, User
from chairside.models.identifiers import new_id
from chairside.rules.marks import mark_of
from chairside.rules.patients import PatientStatus, PhoneType


@dataclass(frozen=True, slots=True)
class PhoneLine:
    """One entry of the list of phones: E.164, or as written where no number can be made of it."""

    type: PhoneType
    number: str


@dataclass(frozen=True, slots=True)
class BasicFacts:
    """What stands under Basic Info; `original` goes with the status Duplicate, and only with it."""

    given_name: str
    family_name: str
    birth_date: date | None
    status: PatientStatus
    language: str
    email: str
    phones: tuple[PhoneLine, ...]
    original: Patient | None = None


@transaction.atomic
def make_record(organization: Organization, facts: BasicFacts, *, by: User, now: datetime) -> Patient:
    """Make a record that speaks for itself: contact and guarantor are Self."""
    own = new_id()
    patient = Patient.objects.create(
        id=own,
        organization=organization,
        primary_contact_id=own,
        primary_guarantor_id=own,
        **_columns(facts),
    )
    PrimaryContactTerm.objects.create(
        id=new_id(), organization=organization, patient=patient, contact_id=own, from_at=now
    )
    _keep_phones(patient, facts.phones)
    ring_patient(patient)
    write_down(patient, "made a record", {"status": facts.status.value}, by=by, now=now)
    return patient


@transaction.atomic
def change_record(patient: Patient, facts: BasicFacts, *, by: User, now: datetime, seen: str | None = None) -> None:
    """Change the record; the audit entry names the fields that changed, not what stood in them.

    `seen` is the mark of what the user had before them; raises `ChangedSince` when it stands so no more.
    """
    locked = Patient.objects.select_for_update().get(pk=patient.pk)
    stop_if_changed(seen, mark_of_record(locked))
    columns = _columns(facts)
    changed = [name for name, value in columns.items() if getattr(locked, name) != value]
    if changed:
        Patient.objects.filter(pk=locked.pk).update(**{name: columns[name] for name in changed})
    if facts.original:
        # what was a duplicate of this record is one of the same original: nobody is heard through two steps
        Patient.objects.filter(duplicate_of=locked).update(duplicate_of=facts.original)
    if _phones_of(locked) != list(facts.phones):
        changed.append("phones")
        _keep_phones(locked, facts.phones)
    if not changed:
        return
    ring_patient(locked)
    details: dict[str, object] = {"fields": changed}
    if "status" in changed:
        details |= {"before": locked.status, "after": facts.status.value}
    write_down(locked, "changed Basic Info", details, by=by, now=now)


def mark_of_record(patient: Patient) -> str:
    """Give the mark of what stands under Basic Info."""
    columns = (
        patient.given_name, patient.family_name, patient.birth_date, patient.status, patient.duplicate_of_id,
        patient.language, patient.email,
    )  # fmt: skip
    return mark_of(columns, _phones_of(patient))


def _columns(facts: BasicFacts) -> dict[str, Any]:
    return {
        "given_name": facts.given_name,
        "family_name": facts.family_name,
        "birth_date": facts.birth_date,
        "status": facts.status.value,
        "duplicate_of_id": facts.original.pk if facts.original else None,
        "language": facts.language,
        "email": facts.email,
    }


def _phones_of(patient: Patient) -> list[PhoneLine]:
    return [PhoneLine(PhoneType(phone.type), phone.number) for phone in patient.phones.order_by("position")]


def _keep_phones(patient: Patient, lines: tuple[PhoneLine, ...]) -> None:
    """Write the list anew; a number that stays keeps what the carrier said of it."""
    known = {phone.number: phone for phone in patient.phones.all()}
    patient.phones.all().delete()
    Phone.objects.bulk_create(
        Phone(
            organization_id=patient.organization_id,
            patient=patient,
            position=position,
            type=line.type,
            number=line.number,
            landline_at=known[line.number].landline_at if line.number in known else None,
            unfit_at=known[line.number].unfit_at if line.number in known else None,
        )
        for position, line in enumerate(lines)
    )
