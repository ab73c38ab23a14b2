"""The audit entry of a deed on a rule of sending."""

from datetime import datetime

from chairside.models import AuditEntry, Communication, User


def write_down(
    communication: Communication, action: str, details: dict[str, object], *, by: User, now: datetime
) -> None:
    """Add the entry, as the last thing in its transaction."""
    AuditEntry.objects.create(
        organization_id=communication.organization_id,
        location_id=communication.location_id,
        user=by,
        at=now,
        type="communication",
        action=action,
        details=details,
    )
