"""Visits were completed: what was done then is due again after its interval."""

from collections.abc import Collection, Sequence
from datetime import date, datetime
from uuid import UUID

from chairside.models import Appointment, PatientRecare, RecareType
from chairside.models.identifiers import new_id
from chairside.rules.communications.kinds import Unit
from chairside.rules.recare import matches, next_due

AT_ONCE = 1000


def note_visit(visit: Appointment, now: datetime) -> None:
    """Set the next due date of each type whose procedures the visit had, inside the caller's transaction."""
    note_visits([visit], now)


def note_visits(visits: Collection[Appointment], now: datetime) -> None:
    """Do the same for any number of completed visits of one organization, with a few questions.

    A visit that was completed late on record never sets a due date back.
    """
    coded = [visit for visit in visits if visit.codes]
    if not coded:
        return
    types = list(RecareType.objects.filter(organization_id=coded[0].organization_id))
    wanted = _last_of_each(coded, types)
    for start in range(0, len(wanted), AT_ONCE):
        _set(wanted[start : start + AT_ONCE], now)


def _last_of_each(visits: Collection[Appointment], types: Sequence[RecareType]) -> list[tuple[Appointment, RecareType]]:
    """Give the last visit of each patient for each type."""
    last: dict[tuple[UUID, UUID], tuple[Appointment, RecareType]] = {}
    for visit in sorted(visits, key=lambda visit: visit.starts_at):
        for recare_type in types:
            if matches(visit.codes, recare_type.codes):
                last[visit.patient_id, recare_type.pk] = visit, recare_type
    return list(last.values())


def _set(wanted: Sequence[tuple[Appointment, RecareType]], now: datetime) -> None:
    here = PatientRecare.objects.filter(patient__in={visit.patient_id for visit, _ in wanted}).order_by("pk")
    standing = {(one.patient_id, one.type_id): one for one in here.select_for_update(no_key=True)}
    new, changed = [], []
    for visit, recare_type in wanted:
        kept, day = standing.get((visit.patient_id, recare_type.pk)), _day(visit)
        if kept is None:
            new.append(_counted(PatientRecare(id=new_id(), type=recare_type), visit, day, recare_type, now))
        elif kept.last_on is None or kept.last_on < day:
            changed.append(_counted(kept, visit, day, recare_type, now))
    PatientRecare.objects.bulk_create(new, ignore_conflicts=True)
    PatientRecare.objects.bulk_update(changed, ["due_on", "last_on", "location", "set_at"])


def _counted(
    recare: PatientRecare, visit: Appointment, day: date, recare_type: RecareType, now: datetime
) -> PatientRecare:  # fmt: skip
    recare.organization_id, recare.patient_id = visit.organization_id, visit.patient_id
    recare.due_on = next_due(day, recare_type.amount, Unit(recare_type.unit))
    recare.last_on, recare.location_id, recare.set_at = day, visit.location_id, now
    return recare


def _day(visit: Appointment) -> date:
    day: date = visit.location.clock(visit.starts_at).date()
    return day
