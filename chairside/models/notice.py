"""Pop-ups for a user about a conversation."""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING

from django.db import models
from django.db.models import Q

from chairside.models.fields import Within, choices, one_of
from chairside.models.identifiers import new_id
from chairside.models.location import Location
from chairside.models.organization import Organization
from chairside.models.thread import Thread
from chairside.rules.rights import Right

if TYPE_CHECKING:
    from chairside.models.user import User


class NoticeKind(StrEnum):
    """Why somebody is told."""

    MENTIONED = "mentioned"
    # of a text that they wrote for later: the contact has texted since; it could not leave
    TEXTED_MEANWHILE = "texted_meanwhile"
    SCHEDULED_FAILED = "scheduled_failed"


class NoticeQuerySet(models.QuerySet["Notice"]):
    """Named sets of notices."""

    def waiting_for(self, user: User) -> NoticeQuerySet:
        """Keep what the user has not seen yet, of conversations that they may read now."""
        places = Location.objects.where_may(user, Right.REVIEW_INBOX)
        return self.filter(
            organization_id=user.organization_id, user=user, seen_at__isnull=True, thread__location__in=places
        )


class Notice(models.Model):
    """A pop-up for one user about a conversation: shown until they have seen it, whenever they come."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    organization = models.ForeignKey(Organization, models.PROTECT)
    user = Within("User", models.CASCADE, related_name="notices")
    kind = models.CharField(max_length=24, choices=choices(NoticeKind))
    thread = Within(Thread, models.CASCADE, related_name="+")
    by = Within("User", models.PROTECT, null=True, blank=True, related_name="+")
    at = models.DateTimeField()
    seen_at = models.DateTimeField(null=True, blank=True)

    objects = NoticeQuerySet.as_manager()

    class Meta:
        constraints = (one_of("kind", NoticeKind, name="notice_kind_known"),)
        indexes = (models.Index(fields=["user", "id"], condition=Q(seen_at__isnull=True), name="notice_unseen"),)

    def __str__(self) -> str:
        return f"notice for user {self.user_id}"
