"""Write into the audit log that somebody has read a conversation."""

from datetime import datetime, timedelta

from django.db.models.fields.json import KT

from chairside.models import AuditEntry, Thread, User
from chairside.models.identifiers import id_at
from chairside.models.prepared import Prepared

ONE_ENTRY_FOR = timedelta(hours=1)


NOTED = Prepared(
    lambda organization, since, user, thread: (
        AuditEntry.objects.annotate(about=KT("details__thread"))
        .filter(
            organization_id=organization, id__gt=since, user=user, type="message", action="read messages", about=thread
        )
        .only("pk")[:1]
    )
)


def note_reading(user: User, thread: Thread, now: datetime) -> None:
    """Note it once an hour for each user and thread: opening it again and again is one reading."""
    if not NOTED.any(user.organization_id, id_at(now - ONE_ENTRY_FOR), user.pk, str(thread.pk)):
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
