"""Which text about a due date a recare communication wants, when, and what speaks against it."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

from chairside.rules.communications import why
from chairside.rules.communications.kinds import Trigger, Unit
from chairside.rules.communications.occurrence import of_due_date
from chairside.rules.communications.timing import at_clock, longest, moved_by
from chairside.rules.communications.visits import Wish
from chairside.rules.communications.why import Why
from chairside.rules.quiet_hours import EARLIEST, LATEST, decent_until

MORNING = time(9)
"""When it is due on its day, by the location's clock; held until the location is open."""

OF_USE = timedelta(days=14)
"""How long a text about a due date makes sense; no longer than until the next one."""

MOST_REPEATS = 12


@dataclass(frozen=True, slots=True)
class RecareRule:
    """N days, weeks or months before or after the due date, and again `repeat_most` times at an interval."""

    trigger: Trigger
    amount: int
    unit: Unit
    active_since: datetime
    repeat_amount: int = 0
    repeat_unit: Unit = Unit.MONTHS
    repeat_most: int = 0
    earliest: time = EARLIEST
    latest: time = LATEST

    @property
    def repetitions(self) -> range:
        return range(1 + (self.repeat_most if self.repeat_amount else 0))

    @property
    def farthest(self) -> timedelta:
        """How far from the due date its texts may lie, at the most."""
        repeated = len(self.repetitions) * longest(self.repeat_amount, self.repeat_unit)
        return longest(self.amount, self.unit) + repeated + OF_USE


@dataclass(frozen=True, slots=True)
class Due:
    """A patient's due date; `set_at`: since when it stands, `is_booked`: such a visit lies ahead."""

    type_id: UUID
    due_on: date
    set_at: datetime
    is_booked: bool


def wishes(rule: RecareRule, due: Due, *, zone: ZoneInfo, there: ZoneInfo) -> Iterator[Wish]:
    """Give the texts that the rule wants about a due date, one for each repetition."""
    for repetition in rule.repetitions:
        moment = _due_at(rule, due, repetition, zone)
        until = moment + OF_USE
        if repetition + 1 in rule.repetitions:
            until = min(until, _due_at(rule, due, repetition + 1, zone))
        leaves = decent_until(moment, there, start=rule.earliest, end=rule.latest) or moment
        yield Wish(
            occurrence=of_due_date(due.type_id, due.due_on, repetition),
            due_at=moment,
            leaves_at=leaves,
            expires_at=until,
            against=_against(rule, due, moment),
        )


def gone(due: Due | None, occurrence: str) -> Why | None:
    """Say why an occurrence that was planned is wanted no more; None when it still is."""
    if due is None or not occurrence.startswith(f"{due.type_id} {due.due_on.isoformat()} "):
        return why.DUE_DATE_CHANGED
    return why.BOOKED if due.is_booked else None


def _due_at(rule: RecareRule, due: Due, repetition: int, zone: ZoneInfo) -> datetime:
    amount = -rule.amount if rule.trigger is Trigger.BEFORE else rule.amount
    first = moved_by(at_clock(due.due_on, MORNING, zone), amount, rule.unit, zone)
    return moved_by(first, repetition * rule.repeat_amount, rule.repeat_unit, zone)


def _against(rule: RecareRule, due: Due, moment: datetime) -> Why | None:
    if due.is_booked:
        return why.BOOKED
    if moment < rule.active_since:
        return why.SWITCHED_ON_LATE
    return why.DUE_DATE_LATE if moment < due.set_at else None
