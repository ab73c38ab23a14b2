"""Plan what the recare communications of a location want to say to patients who are due."""

from collections.abc import Collection, Iterable, Iterator, Sequence
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.db.models import F, Q

from chairside.actions.communications.plan_visits import AHEAD
from chairside.actions.communications.reconcile import reconcile
from chairside.actions.communications.wanted import Wanted
from chairside.models import Communication, Location, PatientRecare, PlannedMessage
from chairside.models.recare import booked_among
from chairside.rules.communications import why
from chairside.rules.communications.kinds import Kind, State
from chairside.rules.communications.recare import OF_USE, Due, gone, wishes
from chairside.rules.communications.timing import zone_of
from chairside.rules.communications.why import Why


def plan_recare(now: datetime) -> None:
    """Plan for every location that has recare communications, each in a transaction of its own."""
    busy = Communication.objects.filter(kind=Kind.RECARE).values("location_id")
    for location in Location.objects.filter(pk__in=busy):
        plan_recare_at(location, now)


def replan_recare(patient_ids: Collection[UUID], now: datetime) -> None:
    """Plan these patients' recare anew, in the caller's transaction: a visit was booked, broken or completed."""
    concerned = PatientRecare.objects.filter(patient__in=patient_ids).values("location_id")
    for location in Location.objects.filter(pk__in=concerned):
        plan_recare_at(location, now, patient_ids)


@transaction.atomic
def plan_recare_at(location: Location, now: datetime, only: Collection[UUID] | None = None) -> None:
    """Plan about everybody who is due at a location, or about some patients only."""
    communications = list(Communication.objects.filter(location=location, kind=Kind.RECARE))
    if not communications:
        return
    recare = recare_to_plan(location, communications, now, only)
    booked = booked_among(recare, now)
    dues = {one.pk: as_seen(one, booked) for one in recare}
    rows = _rows(communications, dues.keys(), only)
    active = {one.pk for one in communications if one.active_since}
    wanted = wanted_about(recare, dues, [one for one in communications if one.active_since], location, now)

    def gone_because(row: PlannedMessage) -> Why:
        if row.communication_id not in active:
            return why.SWITCHED_OFF
        return gone(dues.get(row.recare_id or UUID(int=0)), row.occurrence) or why.RULE_CHANGED

    reconcile(rows, wanted, gone_because, now)


def recare_to_plan(
    location: Location, communications: Sequence[Communication], now: datetime, only: Collection[UUID] | None = None
) -> list[PatientRecare]:
    """Give the due dates of which something may be said within the days ahead, or is planned already."""
    here = PatientRecare.objects.filter(location=location, due_on__isnull=False).annotate(
        contact_id=F("patient__primary_contact_id"), contact_zone=F("patient__primary_contact__time_zone")
    )
    if only is not None:
        return list(here.filter(patient__in=only))
    waiting = PlannedMessage.objects.waiting().filter(communication__in=communications).values("recare_id")
    near = Q(pk__in=waiting)
    for one in communications:
        reach = one.recare_rule(now).farthest + AHEAD
        first, last = (location.clock(moment).date() for moment in (now - reach, now + reach))
        near |= Q(type_id=one.recare_type_id, due_on__range=(first, last))
    return list(here.filter(near))


def wanted_about(
    recare: Iterable[PatientRecare],
    dues: dict[UUID, Due],
    communications: Sequence[Communication],
    location: Location,
    now: datetime,
) -> Iterator[Wanted]:
    """Give the texts that these communications want within the days ahead."""
    rules = [(one, one.recare_rule(now)) for one in communications]
    for patient_recare in recare:
        there = zone_of(patient_recare.contact_zone, location.zone)  # type: ignore[attr-defined]
        for communication, rule in rules:
            if communication.recare_type_id != patient_recare.type_id:
                continue
            for wish in wishes(rule, dues[patient_recare.pk], zone=location.zone, there=there):
                if now - OF_USE <= wish.due_at <= now + AHEAD:
                    yield Wanted(
                        communication=communication,
                        patient_id=patient_recare.patient_id,
                        contact_id=patient_recare.contact_id,  # type: ignore[attr-defined]
                        occurrence=wish.occurrence,
                        due_at=wish.due_at,
                        until_at=wish.leaves_at,
                        expires_at=wish.expires_at,
                        against=wish.against,
                        recare_id=patient_recare.pk,
                    )


def as_seen(recare: PatientRecare, booked: Collection[UUID]) -> Due:
    """Give a due date as the rules look at it; it has not been taken back."""
    if recare.due_on is None:
        raise LookupError("This due date was taken back.")
    return Due(recare.type_id, recare.due_on, recare.set_at, recare.pk in booked)


def _rows(
    communications: Sequence[Communication], recare_ids: Collection[UUID], only: Collection[UUID] | None
) -> list[PlannedMessage]:
    """Give the rows about these due dates, and those that wait for others while everything is planned."""
    ours = PlannedMessage.objects.filter(communication__in=communications)
    concerned = Q(recare_id__in=recare_ids)
    if only is None:
        concerned |= Q(state=State.WAITING)
    else:
        # those about a due date that was taken back
        concerned |= Q(state=State.WAITING, patient__in=only)
    return list(ours.filter(concerned).select_for_update(of=("self",)).order_by("id"))
