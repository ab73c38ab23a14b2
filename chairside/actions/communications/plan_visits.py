"""Plan what the appointment communications of a location want to say about its visits."""

from collections.abc import Collection, Iterable, Iterator, Sequence
from datetime import datetime, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db import transaction
from django.db.models import F, Q

from chairside.actions.communications.reconcile import reconcile
from chairside.actions.communications.wanted import Wanted
from chairside.models import Appointment, Communication, Location, PlannedMessage
from chairside.rules.communications import why
from chairside.rules.communications.kinds import Kind, State, Trigger, Unit
from chairside.rules.communications.timing import longest, zone_of
from chairside.rules.communications.visits import Rule, Visit, Wish, gone, nearest_wins, wish
from chairside.rules.communications.why import Why
from chairside.rules.patients import AppointmentStatus

AHEAD = timedelta(days=8)
"""What is due within so long has a row, so that a page can say what will be sent."""

# thousands are looked at every minute: only what the rules look at is read
SEEN = ("patient", "starts_at", "status", "status_at", "booked_at", "placed_at")
KEPT = ("communication", "patient", "occurrence", "appointment", "state", "reason", "due_at", "until_at", "expires_at")

NEWS = timedelta(days=2)
"""How long a booking or a confirmation is looked at for a text about itself."""


def plan_visits(now: datetime) -> None:
    """Plan for every location that has appointment communications, each in a transaction of its own."""
    busy = Communication.objects.filter(kind=Kind.APPOINTMENT).values("location_id")
    for location in Location.objects.filter(pk__in=busy):
        plan_location(location, now)


def replan_visits(visit_ids: Collection[UUID], now: datetime) -> None:
    """Plan these visits anew, in the caller's transaction: what was planned for them may be wrong now."""
    for location in Location.objects.filter(pk__in=Appointment.objects.filter(pk__in=visit_ids).values("location_id")):
        plan_location(location, now, visit_ids)


@transaction.atomic
def plan_location(location: Location, now: datetime, only: Collection[UUID] | None = None) -> None:
    """Plan about a location's visits, or about some of them only."""
    communications = list(Communication.objects.filter(location=location, kind=Kind.APPOINTMENT))
    if not communications:
        return
    visits = visits_to_plan(location, communications, now, only)
    by_id = {visit.pk: visit for visit in visits}
    rows = _rows(communications, by_id.keys(), only)
    rules = {one.pk: one.rule() for one in communications if one.active_since}
    wanted = wanted_about(visits, [one for one in communications if one.active_since], location, now)

    def gone_because(row: PlannedMessage) -> Why:
        rule = rules.get(row.communication_id or UUID(int=0))
        visit = by_id.get(row.appointment_id or UUID(int=0))
        if rule is None:
            return why.SWITCHED_OFF
        if visit is None or visit.patient_id != row.patient_id:
            return why.ELSEWHERE
        return gone(rule, as_seen(visit), row.occurrence, now) or why.MOVED

    reconcile(rows, wanted, gone_because, now)


def visits_to_plan(
    location: Location, communications: Sequence[Communication], now: datetime, only: Collection[UUID] | None = None
) -> list[Appointment]:
    """Give the visits that may be told of within the days ahead, and those of which something is planned."""
    here = (
        Appointment.objects.filter(location=location)
        .only(*SEEN)
        .annotate(contact_id=F("patient__primary_contact_id"), contact_zone=F("patient__primary_contact__time_zone"))
    )
    if only is not None:
        return list(here.filter(pk__in=only))
    visits = {visit.pk: visit for visit in here.filter(_worth_a_look(communications, now))}
    waiting = PlannedMessage.objects.waiting().filter(communication__in=communications)
    planned = set(waiting.values_list("appointment_id", flat=True)) - visits.keys()
    return [*visits.values(), *here.filter(pk__in=planned)]


def wanted_about(
    visits: Iterable[Appointment], communications: Sequence[Communication], location: Location, now: datetime
) -> Iterator[Wanted]:
    """Give every text that the communications want about the visits; `communications` are switched on."""
    by_id = {one.pk: one for one in communications}
    rules = {one.pk: one.rule(now) for one in communications}
    for visit in visits:
        for communication_id, found, against in _about(visit, rules, location.zone, now):
            yield Wanted(
                communication=by_id[communication_id],
                patient_id=visit.patient_id,
                contact_id=visit.contact_id,  # type: ignore[attr-defined]
                occurrence=found.occurrence,
                due_at=found.due_at,
                until_at=found.leaves_at,
                expires_at=found.expires_at,
                about_at=visit.starts_at,
                against=against,
                appointment_id=visit.pk,
            )


def as_seen(visit: Appointment) -> Visit:
    """Give a visit as the rules look at it."""
    return Visit(
        visit.pk,
        visit.starts_at,
        AppointmentStatus(visit.status),
        status_at=visit.status_at,
        booked_at=visit.booked_at,
        placed_at=visit.placed_at,
    )


def _about(
    visit: Appointment, rules: dict[UUID, Rule], zone: ZoneInfo, now: datetime
) -> Iterator[tuple[UUID, Wish, Why | None]]:
    there = zone_of(visit.contact_zone, zone)  # type: ignore[attr-defined]
    seen = as_seen(visit)
    wishes = {key: found for key, rule in rules.items() if (found := wish(rule, seen, now, zone=zone, there=there))}
    yielding = nearest_wins(rules, wishes) if len(wishes) > 1 else {}
    for key, found in wishes.items():
        yield key, found, found.against or yielding.get(key)


def _worth_a_look(communications: Sequence[Communication], now: datetime) -> Q:
    leads = [longest(one.amount, Unit(one.unit)) for one in communications if one.trigger == Trigger.BEFORE]
    near = Q(starts_at__lte=now + AHEAD + max(leads, default=timedelta(0)))
    recently = now - NEWS
    confirmed = Q(status=AppointmentStatus.CONFIRMED, status_at__gt=recently)
    return Q(starts_at__gt=now) & (near | Q(booked_at__gt=recently) | confirmed)


def _rows(
    communications: Sequence[Communication], visit_ids: Collection[UUID], only: Collection[UUID] | None
) -> list[PlannedMessage]:
    of_these = PlannedMessage.objects.filter(communication__in=communications)
    about = Q(appointment_id__in=visit_ids)
    return list(of_these.filter(about if only is not None else about | Q(state=State.WAITING)).only(*KEPT))
