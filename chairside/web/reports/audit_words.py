"""The audit log in words: what its types, actions and details are called."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.utils.translation import gettext, gettext_noop

from chairside.models import AuditEntry, Location, Patient, User
from chairside.rules.patients import AppointmentStatus, PatientStatus
from chairside.web.labels import appointment_status, patient_status

TYPES = {
    "appointment": gettext_noop("Appointment"),
    "campaign": gettext_noop("Campaign"),
    "communication": gettext_noop("Patient communications"),
    "export": gettext_noop("Export"),
    "import": gettext_noop("Import"),
    "location": gettext_noop("Location"),
    "message": gettext_noop("Message"),
    "patient": gettext_noop("Patient"),
    "quick reply": gettext_noop("Quick reply"),
    "role": gettext_noop("User role"),
    "security": gettext_noop("Security"),
    "statement": gettext_noop("Statement"),
    "task": gettext_noop("Task"),
    "user": gettext_noop("User"),
}

LABELS = {
    "after": gettext_noop("after"),
    "appointment": gettext_noop("appointment"),
    "invalid": gettext_noop("with a problem"),
    "kind": gettext_noop("records"),
    "left": gettext_noop("left as they are"),
    "new": gettext_noop("new"),
    "changed": gettext_noop("changed"),
    "same": gettext_noop("as they were"),
    "removed": gettext_noop("removed"),
    "restored": gettext_noop("as before"),
    "before": gettext_noop("before"),
    "day": gettext_noop("day"),
    "fields": gettext_noop("changed"),
    "filters": gettext_noop("filters"),
    "hours": gettext_noop("hours"),
    "made_active": gettext_noop("patient became Active"),
    "name": gettext_noop("name"),
    "own": gettext_noop("own"),
    "starts_at": gettext_noop("starts"),
    "status": gettext_noop("status"),
    "wants": gettext_noop("wants texts"),
}
# they lead to rows, and say nothing to a reader
UNSAID = {"thread", "message", "appointment", "task"}


@dataclass(frozen=True, slots=True)
class Line:
    """An entry as people read it; the moment is the location's own."""

    at: datetime
    user: str
    location: str
    type: str
    patient_id: UUID | None
    patient: str
    action: str
    details: str


def lines(entries: Iterable[AuditEntry], location: Location) -> list[Line]:
    """Give the entries in words; names are looked up once for all."""
    found = list(entries)
    names = _names(found)
    return [
        Line(
            at=location.clock(entry.at),
            user=entry.user.name if entry.user else gettext("the program"),
            location=entry.location.name if entry.location else "",
            type=type_name(entry.type),
            patient_id=entry.patient_id,
            patient=names.get(str(entry.patient_id), ""),
            action=gettext(entry.action),
            details=_details(entry.details, names, location),
        )
        for entry in found
    ]


def type_name(kind: str) -> str:
    return gettext(TYPES[kind]) if kind in TYPES else kind


def _names(entries: list[AuditEntry]) -> dict[str, str]:
    organizations = {entry.organization_id for entry in entries}
    wanted = {str(entry.patient_id) for entry in entries if entry.patient_id}
    wanted |= {value for entry in entries for value in entry.details.values() if _is_id(value)}
    people = Patient.objects.filter(organization__in=organizations, pk__in=wanted)
    staff = User.objects.filter(organization__in=organizations, pk__in=wanted)
    return {str(one.pk): one.name for one in [*people, *staff]}


def _details(details: Mapping[str, Any], names: Mapping[str, str], location: Location) -> str:
    said = []
    for key, value in sorted(details.items(), key=lambda detail: detail[0] != "before"):
        if key in UNSAID or value in (False, None, "", [], {}):
            continue
        label = gettext(LABELS[key]) if key in LABELS else key.replace("_", " ")
        said.append(label if value is True else f"{label}: {_value(value, names, location)}")
    return " · ".join(said)


def _value(value: Any, names: Mapping[str, str], location: Location) -> str:
    if isinstance(value, dict):
        return ", ".join(f"{key} {_value(one, names, location)}" for key, one in value.items())
    if isinstance(value, list):
        return ", ".join(_value(one, names, location) for one in value)
    text = str(value)
    if text in names:
        return names[text]
    if text in set(AppointmentStatus):
        return appointment_status(text)
    if text in set(PatientStatus):
        return patient_status(text)
    return _moment(text, location) or text.replace("_", " ")


def _moment(text: str, location: Location) -> str:
    if "T" not in text:
        return ""
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        return ""
    return location.clock(moment).strftime("%Y-%m-%d %H:%M") if moment.tzinfo else ""


def _is_id(value: Any) -> bool:
    try:
        return isinstance(value, str) and bool(UUID(value))
    except ValueError:
        return False
