"""Where the practice works, and the number it texts from."""

from __future__ import annotations

import secrets
from datetime import datetime
from typing import Any, Protocol
from zoneinfo import ZoneInfo

from django.db import models

from chairside.models.fields import SealedTextField, Within
from chairside.models.identifiers import new_id
from chairside.models.organization import Organization
from chairside.rules.may_text import TextNumberState
from chairside.rules.rights import Right
from chairside.rules.segments import LIMIT


class Asker(Protocol):
    """Whose rights are looked at: a user, or places for one in a prepared question."""

    @property
    def pk(self) -> Any: ...

    @property
    def organization_id(self) -> Any: ...


class LocationQuerySet(models.QuerySet["Location"]):
    """The locations somebody may find."""

    def open_to(self, user: Asker) -> LocationQuerySet:
        """Keep the locations at which the user has a role at all."""
        return self.filter(organization_id=user.organization_id, user_roles__user=user.pk)

    def where_may(self, user: Asker, right: Right) -> LocationQuerySet:
        """Keep the locations at which the user's role has this right."""
        return self.filter(
            organization_id=user.organization_id,
            user_roles__user=user.pk,
            user_roles__role__rights__contains=[right.value],
        )

    def with_rights(self) -> LocationQuerySet:
        """Put the words of that role's rights beside each location, as `rights`."""
        return self.annotate(rights=models.F("user_roles__role__rights"))  # type: ignore[no-redef]


class Location(models.Model):
    """One office: its name, its clock, its hours."""

    # see `LocationQuerySet.with_rights`
    rights: list[str]

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    organization = models.ForeignKey(Organization, models.PROTECT, related_name="locations")
    name = models.CharField(max_length=100)
    abbreviation = models.CharField(max_length=8)
    time_zone = models.CharField(max_length=64)
    street = models.CharField(max_length=200, blank=True)
    city = models.CharField(max_length=100, blank=True)
    region = models.CharField(max_length=50, blank=True)
    postal_code = models.CharField(max_length=12, blank=True)
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


class HoursException(models.Model):
    """A day on which a location keeps other hours than its week says, or none."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    organization = models.ForeignKey(Organization, models.PROTECT)
    location = Within(Location, models.CASCADE, related_name="hours_exceptions")
    day = models.DateField()
    # list of [opens, closes] as in Location.hours; none: closed all day
    hours = models.JSONField(default=list, blank=True)
    note = models.CharField(max_length=100, blank=True)

    class Meta:
        ordering = ("day",)
        constraints = (models.UniqueConstraint(fields=["location", "day"], name="one_exception_per_day"),)

    def __str__(self) -> str:
        return f"hours of {self.location_id} on {self.day}"


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
    # since when these credentials are tried; what an older attempt says of the account is no news
    connected_at = models.DateTimeField(null=True, blank=True)
    paused_at = models.DateTimeField(null=True, blank=True)
    pause_reason = models.CharField(max_length=200, blank=True)
    # until when the carrier's list of texts to it was read to its end
    swept_at = models.DateTimeField(null=True, blank=True)
    # how fast it may send, as the carrier allows; none: no limit (rules/pace.py)
    segments_per_second = models.PositiveSmallIntegerField(null=True, blank=True, default=1)
    segments_per_day = models.PositiveIntegerField(null=True, blank=True)
    # what of it is used up: until when all texts, and those that people wait for alone, pay for what was sent;
    # and the segments of the location's own day
    paid_until = models.DateTimeField(null=True, blank=True)
    people_paid_until = models.DateTimeField(null=True, blank=True)
    counted_on = models.DateField(null=True, blank=True)
    segments_counted = models.PositiveIntegerField(default=0)
    # the carrier has no room for more until then
    rests_until = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = (models.UniqueConstraint(fields=["organization", "id"], name="text_number_within"),)

    def __str__(self) -> str:
        return f"text number of location {self.location_id}"

    @property
    def tokens(self) -> list[str]:
        """The tokens that a webhook may be signed with: the present one and the one before."""
        return [token for token in (self.auth_token, self.previous_auth_token) if token]

    @property
    def state(self) -> TextNumberState:
        if not self.account_sid:
            return TextNumberState.MISSING
        return TextNumberState.PAUSED if self.paused_at else TextNumberState.WORKS


class TextNumberTest(models.Model):
    """A text that proves the way out to a phone of the staff, and by its answer the way back.

    It belongs to no conversation: the body is made from `code`, the answer's body is not kept. With a
    `body` it is a sample of an automated text, filled for somebody imagined.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    organization = models.ForeignKey(Organization, models.PROTECT)
    location = Within(Location, models.CASCADE, related_name="text_number_tests")
    by = Within("User", models.PROTECT, related_name="+")
    to = models.CharField(max_length=16)
    code = models.CharField(max_length=8)
    body = models.CharField(max_length=LIMIT, blank=True)
    # names this test in the carrier's status reports
    token = models.CharField(max_length=64, unique=True, default=new_path_token)
    begun_at = models.DateTimeField()
    # written before the carrier is called: a test is handed over at most once
    handed_at = models.DateTimeField(null=True, blank=True)
    accepted_at = models.DateTimeField(null=True, blank=True)
    delivered_at = models.DateTimeField(null=True, blank=True)
    answered_at = models.DateTimeField(null=True, blank=True)
    failed_at = models.DateTimeField(null=True, blank=True)
    error_code = models.PositiveIntegerField(null=True, blank=True)

    class Meta:
        ordering = ("-begun_at",)

    def __str__(self) -> str:
        return f"test of the text number of location {self.location_id}"
