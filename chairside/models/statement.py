"""Electronic statements: what a guarantor owes, and the links by which they were shown it."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from django.db import models
from django.db.models import Case, CharField, Exists, OuterRef, Q, Subquery, Value, When

from chairside.models.fields import Within
from chairside.models.identifiers import new_id
from chairside.models.location import Location
from chairside.models.organization import Organization
from chairside.models.patient import Patient
from chairside.models.planned_message import PlannedMessage
from chairside.rules.communications.kinds import State
from chairside.rules.delivery import Status
from chairside.rules.statements import Standing

LOST = (Status.FAILED.value, Status.UNDELIVERED.value)


class StatementQuerySet(models.QuerySet["Statement"]):
    """Named sets of statements."""

    def with_standing(self, among: Collection[Standing] = tuple(Standing)) -> StatementQuerySet:
        """Tell of each how far it is, by the last time that it was sent, and keep those that are so far."""
        newest = PlannedMessage.objects.filter(statement=OuterRef("pk")).order_by("-id")
        told = self.annotate(
            last_state=Subquery(newest.values("state")[:1]),
            last_status=Subquery(newest.values("message__status")[:1]),
            was_seen=Exists(StatementLink.objects.filter(statement=OuterRef("pk"), seen_at__isnull=False)),
        ).annotate(
            standing=Case(
                When(taken_back_at__isnull=False, then=Value(Standing.TAKEN_BACK)),
                When(was_seen=True, then=Value(Standing.SEEN)),
                When(last_state__isnull=True, then=Value(Standing.NEW)),
                When(last_state=State.WAITING, then=Value(Standing.WAITING)),
                When(last_state=State.SKIPPED, then=Value(Standing.SKIPPED)),
                When(last_status__in=LOST, then=Value(Standing.LOST)),
                default=Value(Standing.SENT),
                output_field=CharField(),
            )
        )
        return told if len(among) == len(Standing) else told.filter(standing__in=[one.value for one in among])


class Statement(models.Model):
    """What one guarantor owed on a day, line by line; never changed, only taken back."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    organization = models.ForeignKey(Organization, models.PROTECT)
    location = Within(Location, models.PROTECT, related_name="statements")
    guarantor = Within(Patient, models.PROTECT, related_name="statements")
    dated = models.DateField()
    # in dollars; the sum of the lines
    amount = models.DecimalField(max_digits=9, decimal_places=2)
    # [{"on": "2026-11-02", "patient": "Leo", "what": "Visit", "amount": "120.00"}], payments below zero
    lines = models.JSONField(default=list)
    made_at = models.DateTimeField()
    made_by = Within("User", models.PROTECT, related_name="+")
    taken_back_at = models.DateTimeField(null=True, blank=True)
    taken_back_by = Within("User", models.PROTECT, null=True, blank=True, related_name="+")

    objects = StatementQuerySet.as_manager()

    class Meta:
        ordering = ("-dated", "-id")
        constraints = (
            models.UniqueConstraint(fields=["organization", "id"], name="statement_within"),
            models.CheckConstraint(
                condition=Q(taken_back_at__isnull=True, taken_back_by__isnull=True)
                | Q(taken_back_at__isnull=False, taken_back_by__isnull=False),
                name="statement_taken_back_by_somebody",
            ),
        )
        indexes = (
            models.Index(fields=["location", "-dated", "-id"], name="statement_newest"),
            models.Index(fields=["guarantor", "-dated"], name="statement_of_guarantor"),
        )

    def __str__(self) -> str:
        return f"statement {self.pk}"


class StatementLink(models.Model):
    """One link to a statement; only a digest of its secret is kept."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    organization = models.ForeignKey(Organization, models.PROTECT)
    statement = Within(Statement, models.PROTECT, related_name="links")
    digest = models.CharField(max_length=64, unique=True)
    made_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    seen_at = models.DateTimeField(null=True, blank=True)
    downloaded_at = models.DateTimeField(null=True, blank=True)
    # wrong answers since the last right one, and until when no more are taken
    wrong_answers = models.PositiveSmallIntegerField(default=0)
    locked_until = models.DateTimeField(null=True, blank=True)

    class Meta:
        indexes = (models.Index(fields=["statement"], name="link_of_statement"),)

    def __str__(self) -> str:
        return f"link to statement {self.statement_id}"

    def is_open(self, now: datetime) -> bool:
        return now < self.expires_at
