"""Make a visit, or change one: two visits never share an operatory at one time."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import transaction

from chairside.actions.communications.replan import replan_after
from chairside.actions.refusals import stop_if_changed
from chairside.actions.schedule.ringing import ring_visit
from chairside.models import Appointment, AuditEntry, Location, Operatory, Patient, Provider, User
from chairside.models.identifiers import new_id
from chairside.rules.booking import Booked, fault_of_length, in_the_way
from chairside.rules.marks import mark_of
from chairside.rules.patients import AppointmentStatus
from chairside.rules.tracker import NOT_ARRIVED
from chairside.rules.wording import Words, say


class CannotBook(Exception):
    """The visit cannot stand there; `words` say why and what to do, `field` where it was typed."""

    def __init__(self, field: str, words: Words) -> None:
        super().__init__(str(words))
        self.field = field
        self.words = words


@dataclass(frozen=True, slots=True)
class Booking:
    """What a visit is to be: moments are aware, the end lies after the start."""

    starts_at: datetime
    ends_at: datetime
    operatory: Operatory
    provider: Provider | None
    reason: str = ""
    note: str = ""
    codes: tuple[str, ...] = ()


@transaction.atomic
def make_appointment(location: Location, patient: Patient, booking: Booking, *, by: User, now: datetime) -> Appointment:
    """Put a visit into the schedule; raises `CannotBook`."""
    _check(booking, but=None)
    visit = Appointment.objects.create(
        id=new_id(),
        organization_id=location.organization_id,
        location=location,
        patient=patient,
        operatory=booking.operatory,
        provider=booking.provider,
        starts_at=booking.starts_at,
        ends_at=booking.ends_at,
        reason=booking.reason,
        note=booking.note,
        codes=list(booking.codes),
        status=AppointmentStatus.UNCONFIRMED,
        status_at=now,
        booked_at=now,
        placed_at=now,
    )
    replan_after(visit, now)
    ring_visit(visit, by)
    _write_down(visit, "made an appointment", {"starts_at": booking.starts_at.isoformat()}, by, now)
    return visit


@transaction.atomic
def change_appointment(
    visit: Appointment, booking: Booking, *, by: User, now: datetime, seen: str | None = None
) -> None:
    """Move or correct a visit; raises `CannotBook`, or `ChangedSince` when it is not as its form showed it (`seen`).

    Who has not arrived yet and gets another time has neither been reminded of it nor confirmed it.
    """
    _check(booking, but=visit.pk)
    locked = Appointment.objects.select_for_update(no_key=True).get(pk=visit.pk)
    stop_if_changed(seen, mark_of_visit(locked))
    moved = locked.starts_at != booking.starts_at
    before = locked.starts_at.isoformat()
    for field in ("starts_at", "ends_at", "operatory", "provider", "reason", "note"):
        setattr(locked, field, getattr(booking, field))
    locked.codes = list(booking.codes)
    if moved:
        locked.placed_at = now
    waits = AppointmentStatus(locked.status) in NOT_ARRIVED | {AppointmentStatus.LATE}
    if moved and waits:
        locked.status, locked.status_at, locked.reminded_at = AppointmentStatus.UNCONFIRMED, now, None
    locked.save(
        update_fields=[
            "starts_at", "ends_at", "placed_at", "operatory", "provider", "reason", "note", "status", "status_at",
            "reminded_at", "codes",
        ]
    )  # fmt: skip
    replan_after(locked, now)
    ring_visit(locked, by)
    action = "moved an appointment" if moved else "changed an appointment"
    _write_down(locked, action, {"before": before, "after": booking.starts_at.isoformat()}, by, now)


def mark_of_visit(visit: Appointment) -> str:
    """Give the mark of what the form of a visit shows."""
    return mark_of(
        visit.starts_at,
        visit.ends_at,
        visit.operatory_id,
        visit.provider_id,
        visit.reason,
        visit.note,
        list(visit.codes),
    )


def _check(booking: Booking, *, but: UUID | None) -> None:
    if words := fault_of_length(booking.starts_at, booking.ends_at):
        raise CannotBook("ends", words)
    # whoever books in this operatory waits here, so that two screens cannot both find it free
    Operatory.objects.select_for_update().get(pk=booking.operatory.pk)
    others = Appointment.objects.taking_place().filter(
        operatory=booking.operatory, starts_at__lt=booking.ends_at, ends_at__gt=booking.starts_at
    )
    standing = others.exclude(pk=but) if but else others
    booked = [Booked(one.starts_at, one.ends_at, one.patient.name) for one in standing.select_related("patient")]
    if other := in_the_way(booking.starts_at, booking.ends_at, booked):
        zone = booking.operatory.location.zone
        raise CannotBook(
            "starts",
            say(
                "%(operatory)s is taken by %(who)s from %(start)s to %(end)s. Choose another time or operatory.",
                operatory=booking.operatory.name,
                who=other.who,
                start=_clock(other.starts_at.astimezone(zone)),
                end=_clock(other.ends_at.astimezone(zone)),
            ),
        )


def _clock(local: datetime) -> str:
    return f"{local.hour % 12 or 12}:{local:%M} {'AM' if local.hour < 12 else 'PM'}"


def _write_down(visit: Appointment, action: str, details: dict[str, str], by: User, now: datetime) -> None:
    AuditEntry.objects.create(
        organization_id=visit.organization_id,
        location_id=visit.location_id,
        user=by,
        patient_id=visit.patient_id,
        at=now,
        type="appointment",
        action=action,
        details=details,
    )
