"""The audit entry of a deed on users, roles or security settings."""

from datetime import datetime
from uuid import UUID

from chairside.models import AuditEntry, User


def write_down(
    organization_id: UUID, kind: str, action: str, details: dict[str, object], *, by: User | None, now: datetime
) -> None:
    """Add the entry, as the last thing in its transaction; `by` is None when the host's own command did it."""
    AuditEntry.objects.create(
        organization_id=organization_id, user=by, at=now, type=kind, action=action, details=details
    )
