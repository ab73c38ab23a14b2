"""Make a rule of sending, change it, switch it on or off; what is planned follows at once."""

from dataclasses import asdict, dataclass, fields
from datetime import datetime, time

from django.db import IntegrityError, transaction

from chairside.actions.communications.plan_visits import plan_location
from chairside.actions.refusals import UnfitText, stop_if_changed
from chairside.models import AuditEntry, Communication, Location, User
from chairside.models.identifiers import new_id
from chairside.rules.communications.kinds import Kind, Trigger, Unit
from chairside.rules.communications.linter import lint
from chairside.rules.communications.templates import Wording
from chairside.rules.consent_categories import Category
from chairside.rules.marks import mark_of


class NameTaken(Exception):
    """Another communication of the location and kind has this name."""


@dataclass(frozen=True, slots=True)
class Setup:
    """What an office says of an appointment communication; hours are empty where the law's are enough."""

    name: str
    trigger: Trigger
    amount: int
    unit: Unit
    asks_confirmation: bool
    english: str
    spanish: str = ""
    earliest: time | None = None
    latest: time | None = None


@transaction.atomic
def make_communication(location: Location, setup: Setup, *, active: bool, by: User, now: datetime) -> Communication:
    """Make an appointment communication; raises `NameTaken` or `UnfitText`."""
    _check(setup)
    made = Communication(
        id=new_id(),
        organization_id=location.organization_id,
        location=location,
        kind=Kind.APPOINTMENT,
        active_since=now if active else None,
        created_at=now,
        **asdict(setup),
    )
    _save(made)
    _follow(made, "made a communication", {"name": setup.name, "active": active}, by=by, now=now)
    return made


@transaction.atomic
def change_communication(
    communication: Communication, setup: Setup, *, by: User, now: datetime, seen: str | None = None
) -> None:
    """Change all but what it counts from; raises `NameTaken`, `UnfitText`, or `ChangedSince` (`seen`)."""
    _check(setup)
    locked = Communication.objects.select_for_update(no_key=True).get(pk=communication.pk)
    stop_if_changed(seen, mark_of_communication(locked))
    wanted = asdict(setup) | {"trigger": locked.trigger}
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
    for finding in lint(Kind.APPOINTMENT, Category.CARE, wording, asks_confirmation=setup.asks_confirmation):
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
    plan_location(communication.location, now)
    AuditEntry.objects.create(
        organization_id=communication.organization_id,
        location_id=communication.location_id,
        user=by,
        at=now,
        type="communication",
        action=action,
        details=details,
    )
