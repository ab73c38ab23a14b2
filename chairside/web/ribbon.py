"""The ribbon on top of a patient: who, how old, whom to text, and whether they can be texted."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext

from chairside.models import Location, Patient, Thread
from chairside.models.circumstances import circumstances, number_for_texting
from chairside.rules.may_text import Code, Reason, by_hand
from chairside.rules.patients import PatientStatus
from chairside.rules.phones import as_written_here
from chairside.rules.rights import Right
from chairside.web.drawing import in_words
from chairside.web.labels import patient_status


@dataclass(frozen=True, slots=True)
class Ribbon:
    """What stands on top of a patient's pages; `why_not` says every reason why nobody can be texted."""

    patient: Patient
    contact: Patient
    status: str
    age: int | None
    number: str
    contact_number: str
    prefers: str
    unread: int
    why_not: list[str]

    @property
    def is_self(self) -> bool:
        return self.contact.pk == self.patient.pk

    @property
    def may_open(self) -> bool:
        return not self.why_not


def ribbon(patient: Patient, location: Location, rights: Collection[Right], now: datetime) -> Ribbon:
    """Gather the ribbon for a user with these rights at this location."""
    contact = speaker(patient)
    number = number_for_texting(contact)
    own = number if contact.pk == patient.pk else number_for_texting(patient)
    return Ribbon(
        patient=patient,
        contact=contact,
        status=patient_status(patient.status),
        age=patient.age_on(location.clock(now).date()),
        number=as_written_here(own) if own else "",
        contact_number=as_written_here(number) if number else "",
        prefers=gettext("text messages") if contact.text_messages else gettext("no text messages"),
        unread=unread_with(contact, location) if Right.REVIEW_INBOX in rights else 0,
        why_not=_why_not(contact, number, location, rights),
    )


def speaker(patient: Patient) -> Patient:
    """Give whom one texts about a record: a non-patient is met as the contact that they are for others."""
    return patient if patient.status == PatientStatus.NON_PATIENT else patient.primary_contact


def unread_with(contact: Patient, location: Location) -> int:
    """Count the unread texts of a contact at this location."""
    return sum(Thread.objects.filter(contact=contact, location=location).values_list("unread", flat=True))


def _why_not(contact: Patient, number: str | None, location: Location, rights: Collection[Right]) -> list[str]:
    if Right.REVIEW_INBOX not in rights:
        return [gettext("Your role does not include “Review inbox messages” at this location.")]
    reasons = by_hand(circumstances(location, contact, number), may_manage_inbox=True)
    return [_said(reason) for reason in reasons if reason.code is not Code.NO_RIGHT]


def _said(reason: Reason) -> str:
    return f"{in_words(reason.sentence)} {in_words(reason.remedy)}"
