"""Change Location Information: names, address, clock, hours, and the days with other hours."""

from dataclasses import asdict, dataclass, fields
from datetime import date, datetime
from typing import Any

from django.db import transaction

from chairside.actions.locations.telling import ring_screens, write_down
from chairside.actions.refusals import stop_if_changed
from chairside.models import HoursException, Location, User
from chairside.rules.marks import mark_of


@dataclass(frozen=True, slots=True)
class LocationFacts:
    """What stands under Location Information; hours as in `Location.hours`."""

    name: str
    abbreviation: str
    street: str
    city: str
    region: str
    postal_code: str
    time_zone: str
    hours: dict[str, list[list[str]]]


class NameTaken(Exception):
    """Another location of the organization has this name."""


@transaction.atomic
def keep_location(
    location: Location, facts: LocationFacts, *, by: User, now: datetime, seen: str | None = None
) -> None:
    """Change what differs; raises `NameTaken`, or `ChangedSince` when it is not as its form showed it (`seen`)."""
    locked = Location.objects.select_for_update().get(pk=location.pk)
    stop_if_changed(seen, mark_of_location(locked))
    others = Location.objects.filter(organization_id=locked.organization_id).exclude(pk=locked.pk)
    if others.filter(name__iexact=facts.name).exists():
        raise NameTaken
    wanted: dict[str, Any] = asdict(facts)
    changed = [name for name, value in wanted.items() if getattr(locked, name) != value]
    if not changed:
        return
    Location.objects.filter(pk=locked.pk).update(**{name: wanted[name] for name in changed})
    ring_screens(locked)
    write_down(locked, "changed Location Information", {"fields": changed}, by=by, now=now)


def mark_of_location(location: Location) -> str:
    """Give the mark of what the form of Location Information shows."""
    return mark_of([getattr(location, column.name) for column in fields(LocationFacts)])


@transaction.atomic
def keep_exception(
    location: Location, day: date, hours: list[list[str]], note: str, *, by: User, now: datetime
) -> None:
    """Give one day other hours than its week says; none at all is closed."""
    HoursException.objects.update_or_create(
        location=location,
        day=day,
        defaults={"organization_id": location.organization_id, "hours": hours, "note": note},
    )
    write_down(location, "changed the hours of a day", {"day": day.isoformat(), "hours": hours}, by=by, now=now)


@transaction.atomic
def drop_exception(location: Location, day: date, *, by: User, now: datetime) -> None:
    """Let the day keep the hours of its week again."""
    deleted, _ = HoursException.objects.filter(location=location, day=day).delete()
    if deleted:
        write_down(location, "gave a day its usual hours", {"day": day.isoformat()}, by=by, now=now)
