"""The card beside a thread: the contact's patients, number, preference and consent."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from django.utils.formats import date_format
from django.utils.translation import gettext, pgettext

from chairside.models import Appointment, ConsentEntry, Location, Patient, Phone, Source, Thread
from chairside.models.circumstances import Standing
from chairside.models.prepared import AnyOf, Prepared
from chairside.rules.patients import PatientStatus, PhoneType
from chairside.rules.phones import NumberState
from chairside.web.bubbles import visit_label
from chairside.web.labels import appointment_status, patient_status, phone_type

UPCOMING = Prepared(
    lambda household, now: (
        Appointment.objects.taking_place()
        .filter(patient=AnyOf(household), ends_at__gte=now)
        .select_related("provider", "location")
        .order_by("patient_id", "starts_at")
        .distinct("patient_id")
    )
)
SHARING = Prepared(
    lambda number, organization, contact: (
        Patient.objects.filter(pk__in=Phone.objects.contacts_who_have(number, organization))
        .exclude(pk=contact)
        .order_by("id")
    )
)


@dataclass(frozen=True, slots=True)
class PatientLine:
    """One patient of the contact."""

    patient: Patient
    status: str
    age: int | None
    visit: str
    visit_status: str


@dataclass(frozen=True, slots=True)
class Card:
    """What staff want to know while they write."""

    contact: Patient
    is_non_patient: bool
    patients: list[PatientLine]
    number_kind: str
    prefers_texts: bool
    opted_in: bool
    consent: str
    sharing: list[Patient]


def card(thread: Thread, found: Standing, location: Location, now: datetime) -> Card:
    """Gather the card of a thread."""
    visits = _next_visits(found.household, now)
    today = location.clock(now).date()
    return Card(
        contact=thread.contact,
        is_non_patient=thread.contact.status == PatientStatus.NON_PATIENT,
        patients=[_line(patient, visits.get(patient.pk), today, location) for patient in found.household],
        number_kind=_number_kind(found.phone),
        prefers_texts=thread.contact.text_messages,
        opted_in=not found.opted_out,
        consent=_consent(found.consent, location),
        sharing=_sharing(thread),
    )


def _next_visits(household: list[Patient], now: datetime) -> dict[object, Appointment]:
    visits = UPCOMING([patient.pk for patient in household], now) if household else []
    return {visit.patient_id: visit for visit in visits}


def _line(patient: Patient, visit: Appointment | None, today: date, location: Location) -> PatientLine:
    return PatientLine(
        patient=patient,
        status=patient_status(patient.status),
        age=patient.age_on(today),
        visit=_visit(visit, location) if visit else "",
        visit_status=appointment_status(visit.status) if visit else "",
    )


def _visit(visit: Appointment, location: Location) -> str:
    parts = [visit_label(visit, visit.location)]
    if visit.provider:
        parts.append(visit.provider.name)
    if visit.location_id != location.pk:
        parts.append(visit.location.name)
    return ", ".join(parts)


def _number_kind(phone: Phone | None) -> str:
    if phone is None:
        return gettext("earlier number")
    if phone.state is NumberState.LANDLINE:
        return gettext("landline")
    return phone_type(PhoneType(phone.type))


def _consent(entry: ConsentEntry | None, location: Location) -> str:
    if entry is None:
        return gettext("nothing recorded for this number")
    when = date_format(location.clock(entry.at), pgettext("short date", "M j"))
    how = {
        Source.WORD: gettext("by text"),
        Source.STAFF: gettext("at the desk"),
        Source.IMPORT: gettext("from earlier records"),
        Source.CARRIER: gettext("said the carrier"),
    }[Source(entry.source)]
    return f"{when}, {how}"


def _sharing(thread: Thread) -> list[Patient]:
    return SHARING(thread.number, thread.organization_id, thread.contact_id)
