"""Campaigns: one text to a chosen segment of patients, across locations, once."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from django.db import models
from django.db.models import Exists, OuterRef, Q

from chairside.models.fields import Within, choices
from chairside.models.identifiers import new_id
from chairside.models.location import Location
from chairside.models.organization import Organization
from chairside.rules.communications.campaigns import Course, Stage, stage_of
from chairside.rules.communications.segment import Segment
from chairside.rules.communications.templates import Wording
from chairside.rules.consent_categories import Category
from chairside.rules.rights import Right
from chairside.rules.segments import LIMIT

if TYPE_CHECKING:
    from chairside.models.user import User

CATEGORIES = (Category.CARE, Category.MARKETING)
"""What a campaign may be for: bills go out one by one, as statements."""


class CampaignQuerySet(models.QuerySet["Campaign"]):
    """Named sets of campaigns."""

    def visible_to(self, user: User) -> CampaignQuerySet:
        """Keep those that go out from a location whose communications the user may see."""
        seen = Location.objects.where_may(user, Right.REVIEW_COMMUNICATIONS)
        here = CampaignLocation.objects.filter(campaign=OuterRef("pk"), location__in=seen)
        return self.filter(Exists(here), organization_id=user.organization_id)

    def editable_by(self, user: User) -> CampaignQuerySet:
        """Keep those all of whose locations let the user change communications."""
        open_ones = Location.objects.where_may(user, Right.EDIT_COMMUNICATIONS)
        closed = CampaignLocation.objects.filter(campaign=OuterRef("pk")).exclude(location__in=open_ones.values("pk"))
        return self.visible_to(user).filter(~Exists(closed))

    def to_plan(self, now: datetime) -> CampaignQuerySet:
        """Keep those that have begun and have no rows yet."""
        return self.filter(
            launched_at__isnull=False, planned_at__isnull=True, paused_at__isnull=True, stopped_at__isnull=True,
            starts_at__lte=now,
        )  # fmt: skip

    def going_out(self) -> CampaignQuerySet:
        """Keep those whose texts may leave now."""
        return self.filter(planned_at__isnull=False, paused_at__isnull=True, stopped_at__isnull=True)


class Campaign(models.Model):
    """One text to many, once: whom it is for, what it says, when and how fast it goes out.

    Its moments tell how far it is (rules/communications/campaigns.py). `location` is the one whose
    clock the start, the days and the rate go by; the locations that text are `CampaignLocation`s.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    organization = models.ForeignKey(Organization, models.PROTECT)
    location = Within(Location, models.PROTECT, related_name="+")
    name = models.CharField(max_length=100)
    category = models.CharField(max_length=16, choices=choices(Category), default=Category.CARE)
    # the filters, as rules/communications/segment.py keeps them
    segment = models.JSONField(default=dict, blank=True)
    english = models.CharField(max_length=LIMIT)
    spanish = models.CharField(max_length=LIMIT, blank=True)
    # when it goes out; without a moment as soon as it is started
    starts_at = models.DateTimeField(null=True, blank=True)
    # after when it is of no use
    ends_at = models.DateTimeField(null=True, blank=True)
    # how many texts a day, so that the answers can be dealt with; none: as fast as the numbers may
    per_day = models.PositiveIntegerField(null=True, blank=True)
    only_when_open = models.BooleanField(default=False)
    created_at = models.DateTimeField()
    created_by = Within("User", models.PROTECT, related_name="+")
    launched_at = models.DateTimeField(null=True, blank=True)
    launched_by = Within("User", models.PROTECT, null=True, blank=True, related_name="+")
    # when its rows were made: who is chosen is decided at that moment
    planned_at = models.DateTimeField(null=True, blank=True)
    paused_at = models.DateTimeField(null=True, blank=True)
    stopped_at = models.DateTimeField(null=True, blank=True)

    objects = CampaignQuerySet.as_manager()

    class Meta:
        ordering = ("-id",)
        constraints = (
            models.UniqueConstraint(fields=["organization", "id"], name="campaign_within"),
            models.UniqueConstraint(fields=["organization", "name"], name="campaign_name"),
            models.CheckConstraint(
                condition=Q(category__in=[one.value for one in CATEGORIES]), name="campaign_category_known"
            ),
            models.CheckConstraint(
                condition=Q(launched_at__isnull=True) | Q(starts_at__isnull=False, launched_by__isnull=False),
                name="campaign_starts_when_launched",
            ),
            models.CheckConstraint(condition=Q(per_day__isnull=True) | Q(per_day__gt=0), name="campaign_per_day"),
        )
        indexes = (
            models.Index(
                fields=["starts_at"],
                condition=Q(launched_at__isnull=False, planned_at__isnull=True, stopped_at__isnull=True),
                name="campaign_to_plan",
            ),
        )

    def __str__(self) -> str:
        return f"campaign {self.pk}"

    @property
    def wording(self) -> Wording:
        return Wording(self.english, self.spanish)

    @property
    def filters(self) -> Segment:
        return Segment.read(self.segment) if self.segment else Segment()

    def stage(self, *, waiting: bool) -> Stage:
        """Say how far it is; `waiting`: whether a text of it has still to leave."""
        return stage_of(
            Course(
                launched_at=self.launched_at,
                planned_at=self.planned_at,
                paused_at=self.paused_at,
                stopped_at=self.stopped_at,
                waiting=waiting,
            )
        )


class CampaignLocation(models.Model):
    """A location whose patients a campaign is for, and from whose number it texts them."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    organization = models.ForeignKey(Organization, models.PROTECT)
    campaign = Within(Campaign, models.CASCADE, related_name="places")
    location = Within(Location, models.PROTECT, related_name="+")

    class Meta:
        constraints = (models.UniqueConstraint(fields=["campaign", "location"], name="campaign_location_once"),)
        indexes = (models.Index(fields=["location", "campaign"], name="campaign_by_location"),)

    def __str__(self) -> str:
        return f"{self.campaign_id} at {self.location_id}"
