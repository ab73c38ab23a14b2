"""When a patient is due again: the list on the Appointments tab, and the form that sets a date or takes it back."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any
from uuid import UUID

from django.http import QueryDict
from django.utils.translation import gettext

from chairside.actions.recare.set_due_date import mark_of_due_dates, set_due_date
from chairside.actions.refusals import ChangedSince
from chairside.models import Location, Patient, PatientRecare, RecareType, User
from chairside.models.recare import booked_among
from chairside.web.drawing import short_date
from chairside.web.typed import one_line

FIRST, LAST = date(2000, 1, 1), date(2100, 12, 31)


@dataclass(frozen=True, slots=True)
class DueLine:
    """One type for which a patient is due; `state` says in words how it stands."""

    recare: PatientRecare
    state: str


def due_dates(patient: Patient, location: Location, now: datetime, given: QueryDict | None = None) -> dict[str, Any]:
    """Give the list, and the form with what was typed."""
    kept = list(PatientRecare.objects.filter(patient=patient).select_related("type", "location").order_by("due_on"))
    standing = [one for one in kept if one.due_on is not None]
    booked = booked_among(standing, now)
    types = RecareType.objects.filter(organization_id=patient.organization_id)
    return {
        "due_lines": [DueLine(one, _state(one, booked, now)) for one in standing],
        "recare_types": [(str(one.pk), one.name) for one in types],
        "seen": mark_of_due_dates(patient),
        "given": given if given is not None else QueryDict(),
    }


def keep_due_date(
    given: QueryDict, patient: Patient, location: Location, by: User, errors: dict[str, str]
) -> str | None:  # fmt: skip
    """Set a date or take it back, and tell what became of it; None when something is wrong, told by `errors`."""
    wanted = {str(one.pk): one for one in RecareType.objects.filter(organization_id=patient.organization_id)}
    recare_type = wanted.get(given.get("type", ""))
    if recare_type is None:
        errors["type"] = gettext("Choose a recare type.")
    due_on = None if given.get("deed") == "clear" else _day(given, errors)
    if errors or recare_type is None:
        return None
    now, seen = datetime.now(UTC), given.get("seen")
    try:
        changed = set_due_date(patient, recare_type, due_on, location, by=by, now=now, seen=seen)
    except ChangedSince:
        errors["due_on"] = gettext("A colleague has changed this patient's due dates meanwhile. Look, and keep again.")
        return None
    return _told(recare_type, due_on, changed=changed)


def _told(recare_type: RecareType, due_on: date | None, *, changed: bool) -> str:
    if not changed:
        return gettext("The due date stays as it was.")
    if due_on is None:
        return gettext("%(type)s: no due date any more.") % {"type": recare_type.name}
    return gettext("%(type)s: due on %(day)s.") % {"type": recare_type.name, "day": short_date(due_on)}


def _day(given: QueryDict, errors: dict[str, str]) -> date | None:
    try:
        day = date.fromisoformat(one_line(given.get("due_on", "")))
    except ValueError:
        errors["due_on"] = gettext("Choose a date.")
        return None
    if not FIRST <= day <= LAST:
        errors["due_on"] = gettext("Choose a date between 2000 and 2100.")
    return day


def _state(recare: PatientRecare, booked: Collection[UUID], now: datetime) -> str:
    if recare.pk in booked:
        return gettext("booked")
    today = recare.location.clock(now).date()
    return gettext("overdue") if recare.due_on is not None and recare.due_on < today else ""
