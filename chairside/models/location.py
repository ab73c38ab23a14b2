"""Where the practice works, and the number it texts from."""

from __future__ import annotations

import secrets
from datetime import datetime
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from django.db import models

from chairside.models.fields import SealedTextField
from chairside.models.identifiers import new_id
from chairside.models.organization import Organization
from chairside.rules.may_text import TextNumberState
from chairside.rules.rights import Right

if TYPE_CHECKING:
    from chairside.models.user import User


class LocationQuerySet(models.QuerySet["Location"]):
    """The locations somebody may find."""

    def open_to(self, user: User) -> LocationQuerySet:
        """Keep the locations at which the user has a role at all."""
        return self.filter(organization_id=user.organization_id, user_roles__user=user)

    def where_may(self, user: User, right: Right) -> LocationQuerySet:
        """Keep the locations at which the user's role has this right."""
        return self.filter(
            organization_id=user.organization_id,
            user_roles__user=user,
            user_roles__role__rights__contains=[right.value],
        )


class Location(models.Model):
    """One office: its name, its clock, its hours."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    organization = models.ForeignKey(Organization, models.PROTECT, related_name="locations")
    name = models.CharField(max_length=100)
    abbreviation = models.CharField(max_length=8)
    time_zone = models.CharField(max_length=64)
    # weekday "0" (Monday) to "6" -> list of [opens, closes], "08:00" style, in the location's own time
    hours = models.JSONField(default=dict, blank=True)
    external_id = models.CharField(max_length=200, blank=True)

    objects = LocationQuerySet.as_manager()

    class Meta:
        ordering = ("name",)
        constraints = (
            models.UniqueConstraint(fields=["organization", "id"], name="location_within"),
            models.UniqueConstraint(fields=["organization", "name"], name="location_name"),
        )

    def __str__(self) -> str:
        return self.name

    @property
    def zone(self) -> ZoneInfo:
        return ZoneInfo(self.time_zone)

    def clock(self, moment: datetime) -> datetime:
        """Give the moment as the location's own clocks show it."""
        return moment.astimezone(self.zone)


def new_path_token() -> str:
    """Make the unguessable part of a webhook's address."""
    return secrets.token_urlsafe(24)


class TextNumber(models.Model):
    """The number a location texts from, and the carrier's account behind it."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    organization = models.ForeignKey(Organization, models.PROTECT)
    location = models.OneToOneField(Location, models.PROTECT, related_name="text_number", db_constraint=False)
    number = models.CharField(max_length=16, unique=True)
    account_sid = models.CharField(max_length=64)
    auth_token = SealedTextField()
    previous_auth_token = SealedTextField(null=True, blank=True)
    path_token = models.CharField(max_length=64, unique=True, default=new_path_token)
    # Twilio answers STOP, START and HELP by itself unless an account has asked it not to
    carrier_answers_keywords = models.BooleanField(default=True)
    paused_at = models.DateTimeField(null=True, blank=True)
    pause_reason = models.CharField(max_length=200, blank=True)

    class Meta:
        constraints = (models.UniqueConstraint(fields=["organization", "id"], name="text_number_within"),)

    def __str__(self) -> str:
        return f"text number of location {self.location_id}"

    @property
    def state(self) -> TextNumberState:
        if not self.account_sid:
            return TextNumberState.MISSING
        return TextNumberState.PAUSED if self.paused_at else TextNumberState.WORKS
