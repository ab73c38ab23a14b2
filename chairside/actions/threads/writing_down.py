"""The audit entry of a deed on a conversation."""

from datetime import datetime

from chairside.models import AuditEntry, Thread, User


def write_down(thread: Thread, action: str, details: dict[str, object], *, by: User | None, now: datetime) -> None:
    """Add the entry, as the last thing in its transaction."""
    AuditEntry.objects.create(
        organization_id=thread.organization_id,
        location_id=thread.location_id,
        user=by,
        patient_id=thread.contact_id,
        at=now,
        type="message",
        action=action,
        details={"thread": str(thread.pk), **details},
    )
