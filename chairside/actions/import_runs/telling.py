"""Tell the screens how far an import is, and the audit log what it has done."""

from datetime import datetime
from uuid import UUID

from django.db import connection, transaction

from chairside.live.bell import ring
from chairside.live.changes import Change, Kind
from chairside.models import AuditEntry, ImportRun, Location, User


def ring_import(run: ImportRun) -> None:
    """Ring where the import can be seen."""
    places = [run.location_id] if run.location_id else _places(run.organization_id)
    ring(Change(Kind.IMPORT, location_id=place, import_id=run.pk) for place in places)


def ring_schedule(run: ImportRun) -> None:
    """Ring once for all visits: the schedules fetch their day anew."""
    places = [run.location_id] if run.location_id else _places(run.organization_id)
    ring(Change(Kind.APPOINTMENT, location_id=place) for place in places)


def ring_patients(organization_id: UUID, patients: list[UUID]) -> None:
    """Ring for every page of these patients."""
    places = _places(organization_id)
    ring(Change(Kind.PATIENT, location_id=place, patient_id=one) for one in patients for place in places)


def tell_aside(run: ImportRun, done: int, whole: int) -> None:
    """Say how far a long transaction is, past that transaction."""
    aside = connection.copy()
    aside.settings_dict["OPTIONS"] = {**aside.settings_dict["OPTIONS"], "pool": False}
    try:
        with aside.cursor() as cursor:
            cursor.execute("UPDATE chairside_importrun SET done = %s, whole = %s WHERE id = %s", [done, whole, run.pk])
            if run.location_id:
                change = f'[{{"kind":"import","location":"{run.location_id}","import":"{run.pk}"}}]'
                cursor.execute("SELECT pg_notify('chairside_changes', %s)", [change])
    finally:
        aside.close()


@transaction.atomic
def write_down(run: ImportRun, action: str, details: dict[str, object], *, by: User | None, now: datetime) -> None:
    """Add the entry, as the last thing in its transaction."""
    AuditEntry.objects.create(
        organization_id=run.organization_id,
        location_id=run.location_id,
        user=by,
        at=now,
        type="import",
        action=action,
        details=details,
    )


def _places(organization_id: UUID) -> list[UUID]:
    return list(Location.objects.filter(organization_id=organization_id).values_list("pk", flat=True))
