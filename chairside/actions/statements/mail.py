"""Put a statement's email into the outbox."""

from datetime import datetime

from django.conf import settings
from django.utils import translation
from django.utils.translation import gettext

from chairside.models import Email, PlannedMessage
from chairside.models.identifiers import new_id


def can_mail(row: PlannedMessage) -> bool:
    """Whether the recipient can be reached by email, wants it, and was not mailed about this already."""
    reachable = settings.MAILS and row.patient.email and row.patient.email_messages
    return bool(reachable) and not Email.objects.filter(planned=row).exists()


def mail(row: PlannedMessage, *, body: str, now: datetime) -> Email:
    """Queue it, inside the caller's transaction."""
    with translation.override(row.patient.language[:2]):
        subject = gettext("Your statement from %(location)s") % {"location": row.location.name}
    return Email.objects.create(
        id=new_id(),
        organization_id=row.organization_id,
        planned=row,
        address=row.patient.email,
        subject=subject,
        body=body,
        due_at=now,
        expires_at=row.expires_at,
    )
