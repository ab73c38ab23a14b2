"""Rules of sending: when a location texts by itself, and what it says."""

from __future__ import annotations

from datetime import datetime, time

from django.db import models
from django.db.models import Q

from chairside.models.fields import Within, choices, one_of
from chairside.models.identifiers import new_id
from chairside.models.location import Location
from chairside.models.organization import Organization
from chairside.rules.communications.kinds import TRIGGERS, Kind, Trigger, Unit
from chairside.rules.communications.recare import RecareRule
from chairside.rules.communications.templates import Wording
from chairside.rules.communications.visits import Rule
from chairside.rules.consent_categories import Category
from chairside.rules.quiet_hours import EARLIEST, LATEST
from chairside.rules.segments import LIMIT


class CommunicationQuerySet(models.QuerySet["Communication"]):
    """Named sets of communications."""

    def active(self, kind: Kind) -> CommunicationQuerySet:
        """Keep those of a kind that are switched on."""
        return self.filter(kind=kind, active_since__isnull=False)


class Communication(models.Model):
    """One rule of sending of one location; switched off while `active_since` is empty."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    organization = models.ForeignKey(Organization, models.PROTECT)
    location = Within(Location, models.PROTECT, related_name="communications")
    kind = models.CharField(max_length=16, choices=choices(Kind))
    name = models.CharField(max_length=100)
    active_since = models.DateTimeField(null=True, blank=True)
    trigger = models.CharField(max_length=16, choices=choices(Trigger))
    # for before and after: how long
    amount = models.PositiveSmallIntegerField(default=0)
    unit = models.CharField(max_length=8, choices=choices(Unit), default=Unit.DAYS)
    # recare: for which type, and how often again at which interval
    recare_type = Within("RecareType", models.PROTECT, null=True, blank=True, related_name="communications")
    repeat_amount = models.PositiveSmallIntegerField(default=0)
    repeat_unit = models.CharField(max_length=8, choices=choices(Unit), default=Unit.MONTHS)
    repeat_most = models.PositiveSmallIntegerField(default=0)
    # an answer such as "yes" then confirms the visit
    asks_confirmation = models.BooleanField(default=False)
    # statements: by email where the guarantor has an address, and by text where that does not arrive
    email_first = models.BooleanField(default=False)
    english = models.CharField(max_length=LIMIT)
    spanish = models.CharField(max_length=LIMIT, blank=True)
    category = models.CharField(max_length=16, choices=choices(Category), default=Category.CARE)
    # stricter than the law's decent hours where set, at the recipient's place
    earliest = models.TimeField(null=True, blank=True)
    latest = models.TimeField(null=True, blank=True)
    created_at = models.DateTimeField()

    objects = CommunicationQuerySet.as_manager()

    class Meta:
        ordering = ("kind", "name")
        constraints = (
            models.UniqueConstraint(fields=["organization", "id"], name="communication_within"),
            models.UniqueConstraint(fields=["location", "kind", "name"], name="communication_name"),
            models.CheckConstraint(
                condition=Q(kind__in=[kind.value for kind in TRIGGERS]), name="communication_kind_known"
            ),
            one_of("trigger", Trigger, name="communication_trigger_known"),
            one_of("unit", Unit, name="communication_unit_known"),
            one_of("repeat_unit", Unit, name="communication_repeat_unit_known"),
            models.CheckConstraint(
                condition=Q(kind=Kind.RECARE.value, recare_type__isnull=False)
                | (~Q(kind=Kind.RECARE.value) & Q(recare_type__isnull=True)),
                name="recare_communication_has_a_type",
            ),
            one_of("category", Category, name="communication_category_known"),
        )

    def __str__(self) -> str:
        return self.name

    @property
    def wording(self) -> Wording:
        return Wording(self.english, self.spanish)

    @property
    def hours(self) -> tuple[time, time]:
        """From when until when it may leave, at the recipient's place."""
        return self.earliest or EARLIEST, self.latest or LATEST

    def rule(self, since: datetime | None = None) -> Rule:
        """Give it as the rules about visits look at it; `since` counts where it is not switched on yet."""
        earliest, latest = self.hours
        active_since = self._active(since)
        return Rule(
            name=self.name,
            trigger=Trigger(self.trigger),
            active_since=active_since,
            amount=self.amount,
            unit=Unit(self.unit),
            asks_confirmation=self.asks_confirmation,
            earliest=earliest,
            latest=latest,
        )

    def recare_rule(self, since: datetime | None = None) -> RecareRule:
        """Give it as the rules about due dates look at it; `since` counts where it is not switched on yet."""
        earliest, latest = self.hours
        return RecareRule(
            trigger=Trigger(self.trigger),
            amount=self.amount,
            unit=Unit(self.unit),
            active_since=self._active(since),
            repeat_amount=self.repeat_amount,
            repeat_unit=Unit(self.repeat_unit),
            repeat_most=self.repeat_most,
            earliest=earliest,
            latest=latest,
        )

    def _active(self, since: datetime | None) -> datetime:
        active_since = self.active_since or since
        if active_since is None:
            raise ValueError("This communication is switched off.")
        return active_since
