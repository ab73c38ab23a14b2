"""Texts kept ready for the composer."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import models
from django.db.models import Q

from chairside.models.fields import Within
from chairside.models.identifiers import new_id
from chairside.models.location import Location
from chairside.models.organization import Organization
from chairside.rules.segments import LIMIT

if TYPE_CHECKING:
    from chairside.models.user import User


class QuickReplyQuerySet(models.QuerySet["QuickReply"]):
    """Named sets of quick replies."""

    def at_hand(self, user: User, location: Location) -> QuickReplyQuerySet:
        """Keep what a user may insert at a location: its own, and those of the user."""
        return self.filter(organization_id=user.organization_id).filter(Q(location=location) | Q(owner=user))


class QuickReply(models.Model):
    """A snippet with patient fields, in English and Spanish; of a location, or of one user."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    organization = models.ForeignKey(Organization, models.PROTECT)
    location = Within(Location, models.CASCADE, null=True, blank=True, related_name="quick_replies")
    owner = Within("User", models.CASCADE, null=True, blank=True, related_name="quick_replies")
    name = models.CharField(max_length=60)
    english = models.CharField(max_length=LIMIT)
    spanish = models.CharField(max_length=LIMIT, blank=True)

    objects = QuickReplyQuerySet.as_manager()

    class Meta:
        ordering = ("name",)
        constraints = (
            models.CheckConstraint(
                condition=Q(location__isnull=True) ^ Q(owner__isnull=True), name="quick_reply_of_one_place_or_user"
            ),
            models.UniqueConstraint(fields=["location", "name"], name="quick_reply_name_at_location"),
            models.UniqueConstraint(fields=["owner", "name"], name="quick_reply_name_of_user"),
        )

    def __str__(self) -> str:
        return self.name
