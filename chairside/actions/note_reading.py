"""Write into the audit log that somebody has read a conversation."""

from datetime import datetime, timedelta

from django.db import transaction

from chairside.models import AuditEntry, Thread, User
from chairside.models.identifiers import id_at

ONE_ENTRY_FOR = timedelta(hours=1)


@transaction.atomic
def note_reading(user: User, thread: Thread, now: datetime) -> None:
    """Note it once an hour for each user and thread: opening it again and again is one reading."""
    noted = AuditEntry.objects.filter(
        organization_id=user.organization_id,
        id__gt=id_at(now - ONE_ENTRY_FOR),
        user=user,
        type="message",
        action="read messages",
        details__thread=str(thread.pk),
    )
    if not noted.exists():
        AuditEntry.objects.create(
            organization_id=user.organization_id,
            location_id=thread.location_id,
            user=user,
            patient_id=thread.contact_id,
            at=now,
            type="message",
            action="read messages",
            details={"thread": str(thread.pk)},
        )
