"""Put a statement's email into the outbox."""

from datetime import datetime

from django.conf import settings

from chairside.models import Email, Patient, PlannedMessage
from chairside.models.identifiers import new_id
from chairside.rules.communications.templates import language_of
from chairside.rules.statement_words import IN_LANGUAGE


def can_mail(row: PlannedMessage) -> bool:
    """Whether the recipient can be reached by email, wants it, and was not mailed about this already."""
    return has_mailbox(row.patient) and not Email.objects.filter(planned=row).exists()


def has_mailbox(patient: Patient) -> bool:
    """Whether the program sends emails at all, and this person has an address and wants some."""
    return bool(settings.MAILS and patient.email and patient.email_messages)


def mail(row: PlannedMessage, *, body: str, now: datetime) -> Email:
    """Queue it, inside the caller's transaction."""
    words = IN_LANGUAGE[language_of(row.patient.language)]
    return Email.objects.create(
        id=new_id(),
        organization_id=row.organization_id,
        planned=row,
        address=row.patient.email,
        subject=words.email_subject % {"location": row.location.name},
        body=body,
        due_at=now,
        expires_at=row.expires_at,
    )
