"""Visits as the schedule shows them: found by the day, with their words."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from chairside.models import Appointment, Location, Patient, Thread
from chairside.models.schedule import AppointmentQuerySet
from chairside.rules.patients import AppointmentStatus
from chairside.web.labels import APPOINTMENT_ICON, appointment_status


@dataclass(frozen=True, slots=True)
class Visit:
    """One visit: moments are the location's own; `unread` counts the contact's texts at this location."""

    appointment: Appointment
    starts_at: datetime
    ends_at: datetime
    status: AppointmentStatus
    unread: int = 0

    @property
    def patient(self) -> Patient:
        patient: Patient = self.appointment.patient
        return patient

    @property
    def status_words(self) -> str:
        return appointment_status(self.status)

    @property
    def icon(self) -> str:
        return APPOINTMENT_ICON[self.status]

    @property
    def minutes(self) -> int:
        return int((self.ends_at - self.starts_at).total_seconds() // 60)


def visits_of_day(location: Location, day: date) -> AppointmentQuerySet:
    """Give the visits that start on this day of the location's own calendar."""
    start = datetime.combine(day, time.min, location.zone)
    end = datetime.combine(day + timedelta(1), time.min, location.zone)
    return (
        location.appointments.filter(starts_at__gte=start, starts_at__lt=end)
        .select_related("patient__primary_contact", "provider", "operatory")
        .order_by("starts_at", "id")
    )


def drawn(appointment: Appointment, location: Location, unread: int = 0) -> Visit:
    """Give a visit with its moments in the location's time."""
    return Visit(
        appointment=appointment,
        starts_at=location.clock(appointment.starts_at),
        ends_at=location.clock(appointment.ends_at),
        status=AppointmentStatus(appointment.status),
        unread=unread,
    )


def unread_of_contacts(location: Location, patients: list[Patient]) -> dict[object, int]:
    """Count the unread texts of each patient's primary contact at this location, by contact id."""
    contacts = {patient.primary_contact_id for patient in patients}
    threads = Thread.objects.filter(location=location, contact_id__in=contacts, unread__gt=0)
    counts: dict[object, int] = {}
    for contact_id, unread in threads.values_list("contact_id", "unread"):
        counts[contact_id] = counts.get(contact_id, 0) + unread
    return counts
