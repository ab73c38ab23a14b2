"""Emails on their way: the outbox of what texts cannot carry."""

from enum import StrEnum

from django.db import models
from django.db.models import Q

from chairside.models.fields import Within, choices, one_of
from chairside.models.identifiers import new_id
from chairside.models.organization import Organization
from chairside.models.planned_message import PlannedMessage


class EmailState(StrEnum):
    """Where an email stands; one whose sending was cut off is never sent again by itself."""

    WAITING = "waiting"
    SENDING = "sending"
    SENT = "sent"
    FAILED = "failed"


class Email(models.Model):
    """One email that carries a planned message."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    organization = models.ForeignKey(Organization, models.PROTECT)
    planned = Within(PlannedMessage, models.PROTECT, related_name="emails")
    address = models.EmailField()
    subject = models.CharField(max_length=200)
    body = models.TextField()
    state = models.CharField(max_length=8, choices=choices(EmailState), default=EmailState.WAITING)
    due_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    tries = models.PositiveSmallIntegerField(default=0)
    settled_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = (one_of("state", EmailState, name="email_state_known"),)
        indexes = (
            models.Index(fields=["due_at"], condition=Q(state__in=["waiting", "sending"]), name="email_due"),
            models.Index(fields=["planned"], name="email_of_planned"),
        )

    def __str__(self) -> str:
        return f"email {self.pk}"
