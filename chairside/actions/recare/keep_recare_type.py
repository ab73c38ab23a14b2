"""Keep what comes again: its name, its interval, and the procedures by which a visit is known as one."""

from dataclasses import dataclass
from datetime import datetime

from django.db import IntegrityError, transaction

from chairside.actions.refusals import stop_if_changed
from chairside.models import AuditEntry, Location, RecareType, User
from chairside.models.identifiers import new_id
from chairside.rules.communications.kinds import Unit
from chairside.rules.marks import mark_of


class NameTaken(Exception):
    """Another recare type of the organization has this name."""


@dataclass(frozen=True, slots=True)
class RecareFacts:
    """What a recare type is; codes are procedure codes such as D1110."""

    name: str
    amount: int
    unit: Unit
    codes: tuple[str, ...]


@transaction.atomic
def make_recare_type(facts: RecareFacts, location: Location, *, by: User, now: datetime) -> RecareType:
    """Make one for the whole organization; raises `NameTaken`."""
    made = RecareType(
        id=new_id(),
        organization_id=location.organization_id,
        name=facts.name,
        amount=facts.amount,
        unit=facts.unit,
        codes=list(facts.codes),
    )
    _keep(made, "made a recare type", location, by, now)
    return made


@transaction.atomic
def change_recare_type(
    recare_type: RecareType, facts: RecareFacts, location: Location, *, by: User, now: datetime, seen: str | None = None
) -> None:
    """Change it; due dates that stand stay, the next visits count anew. Raises `NameTaken` or `ChangedSince`."""
    locked = RecareType.objects.select_for_update().get(pk=recare_type.pk)
    stop_if_changed(seen, mark_of_recare_type(locked))
    locked.name, locked.amount, locked.unit, locked.codes = facts.name, facts.amount, facts.unit, list(facts.codes)
    _keep(locked, "changed a recare type", location, by, now)


def mark_of_recare_type(recare_type: RecareType) -> str:
    """Give the mark of what the form of a recare type shows."""
    return mark_of(recare_type.name, recare_type.amount, recare_type.unit, list(recare_type.codes))


def _keep(recare_type: RecareType, action: str, location: Location, by: User, now: datetime) -> None:
    columns = None if recare_type._state.adding else ["name", "amount", "unit", "codes"]
    try:
        with transaction.atomic():
            recare_type.save(update_fields=columns)
    except IntegrityError:
        raise NameTaken from None
    AuditEntry.objects.create(
        organization_id=location.organization_id,
        location=location,
        user=by,
        at=now,
        type="communications",
        action=action,
        details={"name": recare_type.name, "codes": list(recare_type.codes)},
    )
