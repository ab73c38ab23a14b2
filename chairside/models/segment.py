"""The patients of a segment, each with the location that would text about them."""

from collections.abc import Collection
from datetime import date, datetime, time, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db.models import Exists, F, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce

from chairside.models.patient import Patient, PatientQuerySet, Phone
from chairside.models.recare import PatientRecare
from chairside.models.schedule import Appointment, AppointmentQuerySet
from chairside.models.thread import Thread
from chairside.rules.communications.segment import Ahead, Segment
from chairside.rules.communications.templates import ENGLISH, SPANISH
from chairside.rules.patients import PhoneType


def patients_of(
    segment: Segment, organization_id: UUID, location_ids: Collection[UUID], now: datetime, zone: ZoneInfo
) -> PatientQuerySet:
    """Give the patients of these locations that fit, each with `home_id`; days are those of `zone`.

    A patient belongs to the location that saw them last; who has not been seen yet to that of the next
    visit, and who has none to that of the last conversation. Where a visit on certain days is asked for,
    the location of that visit counts.
    """
    found = Patient.objects.filter(organization_id=organization_id, status__in=segment.statuses)
    found = found.annotate(home_id=_home(segment, location_ids, now, zone)).filter(home_id__in=location_ids)
    found = _ahead(_people(found, segment, now.astimezone(zone).date()), segment, now)
    return _seen(_due(found, segment), segment, now, zone)


def _home(segment: Segment, location_ids: Collection[UUID], now: datetime, zone: ZoneInfo) -> Coalesce | Subquery:
    visits = _visits()
    if segment.asks_for_visit:
        on_days = visits.filter(location__in=location_ids).filter(
            _between("starts_at", segment.visit_from, segment.visit_until, zone)
        )
        return Subquery(on_days.order_by("starts_at", "id").values("location_id")[:1])
    last = visits.filter(starts_at__lte=now).order_by("-starts_at", "-id")
    following = visits.filter(starts_at__gt=now).order_by("starts_at", "id")
    talks = Thread.objects.filter(contact=OuterRef("primary_contact_id"), last_at__isnull=False).order_by("-last_at")
    return Coalesce(*(Subquery(one.values("location_id")[:1]) for one in (last, following, talks)))


def _visits() -> AppointmentQuerySet:
    return Appointment.objects.taking_place().filter(patient=OuterRef("pk"))


def _people(found: PatientQuerySet, segment: Segment, today: date) -> PatientQuerySet:
    if born_until := segment.born_until(today):
        found = found.filter(birth_date__lte=born_until)
    if born_after := segment.born_after(today):
        found = found.filter(birth_date__gt=born_after)
    if segment.language == SPANISH:
        found = found.filter(primary_contact__language__istartswith=SPANISH)
    elif segment.language == ENGLISH:
        found = found.exclude(primary_contact__language__istartswith=SPANISH)
    if segment.only_with_mobile:
        mobile = Phone.objects.filter(patient=OuterRef("primary_contact_id"), type=PhoneType.MOBILE)
        found = found.filter(Exists(mobile))
    return found


def _ahead(found: PatientQuerySet, segment: Segment, now: datetime) -> PatientQuerySet:
    ahead = Exists(_visits().filter(starts_at__gt=now))
    if segment.ahead is Ahead.NONE:
        return found.filter(~ahead)
    return found.filter(ahead) if segment.ahead is Ahead.SOME else found


def _due(found: PatientQuerySet, segment: Segment) -> PatientQuerySet:
    if segment.due_from is None and segment.due_until is None:
        return found
    due = PatientRecare.objects.filter(patient=OuterRef("pk"))
    if segment.due_from is not None:
        due = due.filter(due_on__gte=segment.due_from)
    if segment.due_until is not None:
        due = due.filter(due_on__lte=segment.due_until)
    return found.filter(Exists(due))


def _seen(found: PatientQuerySet, segment: Segment, now: datetime, zone: ZoneInfo) -> PatientQuerySet:
    if segment.seen_from is None and segment.seen_until is None:
        return found
    last: QuerySet[Appointment] = _visits().filter(starts_at__lte=now).order_by("-starts_at", "-id")
    found = found.annotate(seen_at=Subquery(last.values("starts_at")[:1]))
    return found.filter(_between("seen_at", segment.seen_from, segment.seen_until, zone))


def _between(column: str, first: date | None, last: date | None, zone: ZoneInfo) -> Q:
    within = Q(**{f"{column}__isnull": False})
    if first is not None:
        within &= Q(**{f"{column}__gte": datetime.combine(first, time.min, zone)})
    if last is not None:
        within &= Q(**{f"{column}__lt": datetime.combine(last + timedelta(1), time.min, zone)})
    return within


def with_contacts(patients: PatientQuerySet) -> PatientQuerySet:
    """Let the patients come with what the gates look at, in the order in which they are told."""
    return patients.select_related("primary_contact").order_by(
        F("primary_contact__family_name"), "primary_contact_id", "id"
    )
