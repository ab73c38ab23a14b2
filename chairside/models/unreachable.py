"""Whose contacts a text cannot reach before their visits: asked for all visits of a day with few questions."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from uuid import UUID

from django.db.models import OuterRef, Subquery

from chairside.models.circumstances import Party, circumstances_of_many
from chairside.models.location import HoursException, Location
from chairside.models.message import Direction, Message
from chairside.models.patient import Patient, Phone
from chairside.models.schedule import Appointment
from chairside.models.thread import Thread
from chairside.rules.delivery import Status
from chairside.rules.may_text import Reason, by_itself
from chairside.rules.opening_hours import OpeningHours, next_working_day
from chairside.rules.patients import PhoneType
from chairside.rules.tracker import NOT_ARRIVED

NOT_REACHED = (Status.FAILED, Status.UNDELIVERED, Status.NOT_CONFIRMED)


@dataclass(frozen=True, slots=True)
class Unreachable:
    """A visit whose contact no text reaches: all reasons, or the text to them that failed last."""

    visit: Appointment
    reasons: tuple[Reason, ...]
    failed: Message | None
    thread_id: UUID | None

    @property
    def contact(self) -> Patient:
        contact: Patient = self.visit.patient.primary_contact
        return contact


def working_day_after(location: Location, today: date) -> date:
    """Give the next day on which the location is open, its exceptions included."""
    exceptions = HoursException.objects.filter(location=location, day__gt=today)
    hours = OpeningHours.read(location.hours, {one.day: one.hours for one in exceptions})
    return next_working_day(hours, today)


def unreachable_on(location: Location, day: date, now: datetime) -> list[Unreachable]:
    """Give the visits of the day whose contact cannot be texted, or whose last text failed, by their time."""
    visits = _visits(location, day)
    numbers = _numbers({visit.patient.primary_contact_id for visit in visits})
    parties = [
        Party(location, visit.patient.primary_contact, numbers.get(visit.patient.primary_contact_id))
        for visit in visits
    ]
    threads = _threads(location, numbers)
    failed = _failed(list(threads.values()))
    found = []
    for visit, facts in zip(visits, circumstances_of_many(parties), strict=True):
        verdict = by_itself(facts, patient_status=visit.patient.patient_status, now=now, zone=location.zone)
        thread_id = threads.get(visit.patient.primary_contact_id)
        text = failed.get(thread_id) if thread_id else None
        if verdict.reasons or text:
            found.append(Unreachable(visit, verdict.reasons, text, thread_id))
    return found


def _visits(location: Location, day: date) -> list[Appointment]:
    start = datetime.combine(day, time.min, location.zone)
    end = datetime.combine(day + timedelta(1), time.min, location.zone)
    visits = Appointment.objects.filter(
        location=location, starts_at__gte=start, starts_at__lt=end, status__in=[status.value for status in NOT_ARRIVED]
    )
    return list(visits.select_related("patient__primary_contact", "provider").order_by("starts_at", "id"))


def _numbers(contact_ids: set[UUID]) -> dict[UUID, str]:
    mobiles = Phone.objects.filter(patient_id__in=contact_ids, type=PhoneType.MOBILE)
    firsts = mobiles.order_by("patient_id", "position").distinct("patient_id")
    return dict(firsts.values_list("patient_id", "number"))


def _threads(location: Location, numbers: dict[UUID, str]) -> dict[UUID, UUID]:
    threads = Thread.objects.filter(location=location, contact_id__in=numbers, number__in=set(numbers.values()))
    return {
        contact_id: pk
        for pk, contact_id, number in threads.values_list("pk", "contact_id", "number")
        if numbers[contact_id] == number
    }


def _failed(thread_ids: list[UUID]) -> dict[UUID, Message]:
    """Give the newest text of ours of each thread, where it did not arrive."""
    ours = Message.objects.filter(thread=OuterRef("pk"), direction=Direction.OUT).order_by("-id")
    newest = Thread.objects.filter(pk__in=thread_ids).values(last=Subquery(ours.values("pk")[:1]))
    # a text that was taken back as it left is no work for anybody: nothing is wrong with the number
    failed = Message.objects.filter(pk__in=newest, status__in=NOT_REACHED, undeliverable__isnull=False)
    texts = failed.defer("lexemes")
    return {text.thread_id: text for text in texts}
