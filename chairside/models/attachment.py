"""Pictures that patients send: where the carrier has them, then the pictures themselves."""

from __future__ import annotations

from enum import StrEnum

from django.db import models
from django.db.models import Q

from chairside.models.fields import Within, choices, one_of
from chairside.models.identifiers import new_id
from chairside.models.message import Message
from chairside.models.organization import Organization
from chairside.rules.pictures import Trouble


class AttachmentState(StrEnum):
    """How far a picture has come."""

    WAITING = "waiting"
    KEPT = "kept"
    FAILED = "failed"


class Attachment(models.Model):
    """One picture or file of a text, in the carrier's order."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    organization = models.ForeignKey(Organization, models.PROTECT)
    message = Within(Message, models.CASCADE, related_name="attachments")
    position = models.PositiveSmallIntegerField()
    # where the carrier keeps it; empty when only its list can tell
    url = models.TextField(blank=True)
    # what the carrier says it is, then what we keep it as
    content_type = models.CharField(max_length=100, blank=True)
    state = models.CharField(max_length=8, choices=choices(AttachmentState), default=AttachmentState.WAITING)
    trouble = models.CharField(max_length=16, choices=choices(Trouble), blank=True)
    due_at = models.DateTimeField(null=True, blank=True)
    tries = models.PositiveSmallIntegerField(default=0)
    width = models.PositiveIntegerField(default=0)
    height = models.PositiveIntegerField(default=0)
    settled_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ("position",)
        constraints = (
            models.UniqueConstraint(fields=["organization", "id"], name="attachment_within"),
            models.UniqueConstraint(fields=["message", "position"], name="attachment_position"),
            one_of("state", AttachmentState, name="attachment_state_known"),
        )
        indexes = (models.Index(fields=["due_at"], condition=Q(state="waiting"), name="attachment_due"),)

    def __str__(self) -> str:
        return f"attachment {self.pk}"

    @property
    def is_kept(self) -> bool:
        return self.state == AttachmentState.KEPT

    @property
    def is_waiting(self) -> bool:
        return self.state == AttachmentState.WAITING


class AttachmentContent(models.Model):
    """The picture itself and a small one, drawn anew from what came: nothing of the file's own is kept."""

    attachment = models.OneToOneField(
        Attachment, models.CASCADE, primary_key=True, related_name="content", db_constraint=False
    )
    organization = models.ForeignKey(Organization, models.PROTECT)
    picture = models.BinaryField()
    thumbnail = models.BinaryField()

    def __str__(self) -> str:
        return f"content of attachment {self.pk}"
