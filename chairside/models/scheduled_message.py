"""Texts that a user wrote now and that are to leave later."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum

from django.db import models
from django.db.models import F, Q

from chairside.models.fields import Within, choices, one_of
from chairside.models.identifiers import new_id
from chairside.models.message import Message
from chairside.models.organization import Organization
from chairside.models.thread import Thread


class ScheduledState(StrEnum):
    """What became of it; a sent one became a message, which tells the rest."""

    WAITING = "waiting"
    SENT = "sent"
    CANCELLED = "cancelled"


class ScheduledMessageQuerySet(models.QuerySet["ScheduledMessage"]):
    """Named sets of scheduled messages."""

    def waiting(self) -> ScheduledMessageQuerySet:
        """Keep those that are still to leave."""
        return self.filter(state=ScheduledState.WAITING)

    def overtaken(self) -> ScheduledMessageQuerySet:
        """Keep the waiting ones since whose writing the contact has texted."""
        return self.waiting().filter(thread__last_outgoing=False, thread__last_at__gt=F("written_at"))


class ScheduledMessage(models.Model):
    """One text that waits for its moment; it is no message until it leaves, so nothing finds it among those."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    organization = models.ForeignKey(Organization, models.PROTECT)
    thread = Within(Thread, models.PROTECT, related_name="scheduled_messages")
    by = Within("User", models.PROTECT, related_name="+")
    body = models.TextField()
    # the browser's own name for it, and then the message's
    client_id = models.UUIDField()
    # when it was written, or changed last
    written_at = models.DateTimeField()
    due_at = models.DateTimeField()
    state = models.CharField(max_length=16, choices=choices(ScheduledState), default=ScheduledState.WAITING)
    settled_at = models.DateTimeField(null=True, blank=True)
    message = Within(Message, models.SET_NULL, null=True, blank=True, related_name="+")
    # when the writer was told that the contact has texted since
    told_at = models.DateTimeField(null=True, blank=True)

    objects = ScheduledMessageQuerySet.as_manager()

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["organization", "client_id"], name="scheduled_client_id"),
            one_of("state", ScheduledState, name="scheduled_state_known"),
            models.CheckConstraint(
                condition=Q(state=ScheduledState.WAITING.value) ^ Q(settled_at__isnull=False),
                name="scheduled_settled_unless_waiting",
            ),
        )
        indexes = (
            models.Index(fields=["due_at"], condition=Q(state=ScheduledState.WAITING.value), name="scheduled_due"),
            models.Index(
                fields=["thread"], condition=Q(state=ScheduledState.WAITING.value), name="scheduled_in_thread"
            ),
        )

    def __str__(self) -> str:
        return f"scheduled message {self.pk}"

    def is_overtaken(self, texted_at: datetime | None) -> bool:
        """Whether the contact, whose last text came at that moment, has texted since it was written."""
        return texted_at is not None and texted_at > self.written_at
