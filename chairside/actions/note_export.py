"""Write into the audit log that somebody has taken a list out of the program."""

from datetime import datetime

from django.db import transaction

from chairside.models import AuditEntry, Location, User


@transaction.atomic
def note_export(user: User, location: Location, what: str, filters: dict[str, str], now: datetime) -> None:
    """Note what was exported, and by which filters (their names alone may hold what was searched for)."""
    AuditEntry.objects.create(
        organization_id=user.organization_id,
        location=location,
        user=user,
        at=now,
        type="export",
        action=f"exported {what}",
        details={"filters": filters},
    )
