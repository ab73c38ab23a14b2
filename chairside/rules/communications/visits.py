"""Which text about a visit a rule wants, when, and what speaks against it."""

from collections.abc import Hashable, Mapping
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

from chairside.rules.communications import why
from chairside.rules.communications.kinds import Trigger, Unit
from chairside.rules.communications.occurrence import of_booking, of_start
from chairside.rules.communications.timing import moved_by
from chairside.rules.communications.why import Why
from chairside.rules.patients import GONE, AppointmentStatus
from chairside.rules.quiet_hours import EARLIEST, LATEST, decent_until
from chairside.rules.tracker import NOT_ARRIVED

AFTER_BOOKING = timedelta(minutes=5)
"""Who books for two children books twice: a little patience makes one text of it, and forgives a slip."""

AFTER_CONFIRMING = timedelta(minutes=1)

OF_USE = timedelta(hours=24)
"""How long after a booking or a confirmation a text about it still makes sense."""

ENOUGH_NOTICE = timedelta(hours=1)
"""A reminder that arrives later than this before the visit comes too late; half the lead, if that is less."""

COINCIDE = timedelta(minutes=30)
"""Texts about one visit within this time would fire at once (domain: the nearest wins)."""


@dataclass(frozen=True, slots=True)
class Rule:
    """A rule of sending about visits; `amount` and `unit` count for BEFORE only."""

    name: str
    trigger: Trigger
    active_since: datetime
    amount: int = 0
    unit: Unit = Unit.DAYS
    asks_confirmation: bool = False
    earliest: time = EARLIEST
    latest: time = LATEST


@dataclass(frozen=True, slots=True)
class Visit:
    """What a rule looks at: since when it is booked and stands at this time (None: unknown)."""

    id: UUID
    starts_at: datetime
    status: AppointmentStatus
    status_at: datetime | None = None
    booked_at: datetime | None = None
    placed_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Wish:
    """One text wanted: when it is due, from when it may leave, until when it is of use, what speaks against it."""

    occurrence: str
    due_at: datetime
    leaves_at: datetime
    expires_at: datetime
    against: Why | None = None


def wish(rule: Rule, visit: Visit, now: datetime, *, zone: ZoneInfo, there: ZoneInfo) -> Wish | None:
    """Give the text that the rule wants about the visit; None when it wants none at all.

    Days before a visit are counted by the location's clock (`zone`), decent hours by the recipient's (`there`).
    """
    due = _due_at(rule, visit, zone)
    if due is None:
        return None
    leaves = decent_until(due, there, start=rule.earliest, end=rule.latest) or due
    expires = _expires_at(rule, visit, due)
    against = _against(rule, visit, due, now) or (why.NO_TIME if leaves >= expires else None)
    return Wish(occurrence(rule, visit), due, leaves, expires, against)


def occurrence(rule: Rule, visit: Visit) -> str:
    """Name the occurrence of which one text at most is sent."""
    if rule.trigger is Trigger.SCHEDULED:
        return of_booking(visit.id)
    return of_start(visit.id, visit.starts_at)


def gone(rule: Rule, visit: Visit, named: str, now: datetime) -> Why | None:
    """Say why an occurrence that was planned is wanted no more; None when it still is."""
    if found := _over(visit, now):
        return found
    if occurrence(rule, visit) != named:
        return why.MOVED
    if rule.trigger is Trigger.CONFIRMED and visit.status is not AppointmentStatus.CONFIRMED:
        return why.NOT_CONFIRMED
    return _confirmed_already(rule, visit)


def nearest_wins[Key: Hashable](rules: Mapping[Key, Rule], wishes: Mapping[Key, Wish]) -> dict[Key, Why]:
    """Give those that yield, of the texts wanted about one visit: the one nearest to it wins."""
    standing = {key: one for key, one in wishes.items() if one.against is None}
    ranked = sorted(standing, key=lambda key: nearness(rules[key], standing[key].due_at), reverse=True)
    winners: list[Key] = []
    yielding: dict[Key, Why] = {}
    for key in ranked:
        rival = next((one for one in winners if _coincide(standing[one], standing[key])), None)
        if rival is None:
            winners.append(key)
        else:
            yielding[key] = why.nearer(rules[rival].name)
    return yielding


def nearness(rule: Rule, due_at: datetime) -> tuple[bool, datetime]:
    """Rank a text about a visit: those that count back from its start come first, the later the nearer."""
    return (rule.trigger is Trigger.BEFORE, due_at)


def _coincide(one: Wish, other: Wish) -> bool:
    return abs(one.leaves_at - other.leaves_at) < COINCIDE


def _due_at(rule: Rule, visit: Visit, zone: ZoneInfo) -> datetime | None:
    match rule.trigger:
        case Trigger.SCHEDULED:
            return visit.booked_at + AFTER_BOOKING if visit.booked_at else None
        case Trigger.CONFIRMED:
            confirmed = visit.status is AppointmentStatus.CONFIRMED
            return visit.status_at + AFTER_CONFIRMING if confirmed and visit.status_at else None
        case _:
            return moved_by(visit.starts_at, -rule.amount, rule.unit, zone)


def _expires_at(rule: Rule, visit: Visit, due: datetime) -> datetime:
    lead = max(visit.starts_at - due, timedelta(0))
    in_time = visit.starts_at - min(lead / 2, ENOUGH_NOTICE)
    return in_time if rule.trigger is Trigger.BEFORE else min(in_time, due + OF_USE)


def _against(rule: Rule, visit: Visit, due: datetime, now: datetime) -> Why | None:
    if found := _over(visit, now) or _confirmed_already(rule, visit):
        return found
    if due < rule.active_since:
        return why.SWITCHED_ON_LATE
    if rule.trigger is Trigger.BEFORE and visit.placed_at is not None and due < visit.placed_at:
        return why.BOOKED_LATE
    return None


def _over(visit: Visit, now: datetime) -> Why | None:
    if visit.status in GONE:
        return why.NOT_TAKING_PLACE
    if visit.status not in NOT_ARRIVED or visit.starts_at <= now:
        return why.BEGUN
    return None


def _confirmed_already(rule: Rule, visit: Visit) -> Why | None:
    if rule.asks_confirmation and visit.status is AppointmentStatus.CONFIRMED:
        return why.CONFIRMED_ALREADY
    return None
