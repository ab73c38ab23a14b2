"""Make a rule of sending, change it, switch it on or off; what is planned follows at once."""

from dataclasses import asdict, dataclass, fields
from datetime import datetime, time
from uuid import UUID

from django.db import IntegrityError, transaction

from chairside.actions.communications.plan_recare import plan_recare_at
from chairside.actions.communications.plan_visits import plan_location
from chairside.actions.communications.writing_down import write_down
from chairside.actions.refusals import UnfitText, stop_if_changed
from chairside.models import Communication, Location, User
from chairside.models.identifiers import new_id
from chairside.rules.communications.kinds import CATEGORIES, Kind, Trigger, Unit
from chairside.rules.communications.linter import lint
from chairside.rules.communications.templates import Wording
from chairside.rules.marks import mark_of


class NameTaken(Exception):
    """Another communication of the location and kind has this name."""


@dataclass(frozen=True, slots=True)
class Setup:
    """What an office says of a communication; hours are empty where the law's are enough.

    Only visits are asked to be confirmed; only recare has a type, and repeats; only statements go by email.
    """

    name: str
    trigger: Trigger
    amount: int
    unit: Unit
    english: str
    spanish: str = ""
    asks_confirmation: bool = False
    earliest: time | None = None
    latest: time | None = None
    kind: Kind = Kind.APPOINTMENT
    recare_type_id: UUID | None = None
    repeat_amount: int = 0
    repeat_unit: Unit = Unit.MONTHS
    repeat_most: int = 0
    email_first: bool = False


CHOSEN_ONCE = {
    Kind.APPOINTMENT: ("kind", "trigger"),
    Kind.RECARE: ("kind", "recare_type_id"),
    Kind.STATEMENT: ("kind", "trigger"),
}
"""What never changes: what has been planned names its occasions by it."""

PLANNERS = {Kind.APPOINTMENT: plan_location, Kind.RECARE: plan_recare_at}
"""What plans anew after a change; statements are planned when somebody sends them."""


@transaction.atomic
def make_communication(location: Location, setup: Setup, *, active: bool, by: User, now: datetime) -> Communication:
    """Make a communication; raises `NameTaken` or `UnfitText`."""
    _check(setup)
    made = Communication(
        id=new_id(),
        organization_id=location.organization_id,
        location=location,
        active_since=now if active else None,
        created_at=now,
        category=CATEGORIES[setup.kind],
        **asdict(setup),
    )
    _save(made)
    _follow(made, "made a communication", {"name": setup.name, "active": active}, by=by, now=now)
    return made


@transaction.atomic
def change_communication(
    communication: Communication, setup: Setup, *, by: User, now: datetime, seen: str | None = None
) -> None:
    """Change all but what is chosen once; raises `NameTaken`, `UnfitText`, or `ChangedSince` (`seen`)."""
    _check(setup)
    locked = Communication.objects.select_for_update(no_key=True).get(pk=communication.pk)
    stop_if_changed(seen, mark_of_communication(locked))
    wanted = asdict(setup) | {name: getattr(locked, name) for name in CHOSEN_ONCE[Kind(locked.kind)]}
    changed = [name for name, value in wanted.items() if getattr(locked, name) != value]
    if not changed:
        return
    for name in changed:
        setattr(locked, name, wanted[name])
    _save(locked, changed)
    _follow(locked, "changed a communication", {"name": locked.name, "fields": changed}, by=by, now=now)


@transaction.atomic
def switch_communication(communication: Communication, *, on: bool, by: User, now: datetime) -> None:
    """Switch it on or off; what was due before it is on is not made up for."""
    locked = Communication.objects.select_for_update(no_key=True).get(pk=communication.pk)
    if (locked.active_since is not None) == on:
        return
    Communication.objects.filter(pk=locked.pk).update(active_since=now if on else None)
    action = "switched a communication on" if on else "switched a communication off"
    _follow(locked, action, {"name": locked.name}, by=by, now=now)


def mark_of_communication(communication: Communication) -> str:
    """Give the mark of what its form shows."""
    return mark_of(*(getattr(communication, one.name) for one in fields(Setup)))


def _check(setup: Setup) -> None:
    wording = Wording(setup.english, setup.spanish)
    for finding in lint(setup.kind, CATEGORIES[setup.kind], wording, asks_confirmation=setup.asks_confirmation):
        if finding.forbids:
            raise UnfitText(finding.words)


def _save(communication: Communication, columns: list[str] | None = None) -> None:
    try:
        with transaction.atomic():
            communication.save(update_fields=columns)
    except IntegrityError as error:
        raise NameTaken from error


def _follow(
    communication: Communication, action: str, details: dict[str, object], *, by: User, now: datetime
) -> None:  # fmt: skip
    if planner := PLANNERS.get(Kind(communication.kind)):
        planner(communication.location, now)
    write_down(communication, action, details, by=by, now=now)
