"""What is written down besides: the audit log, counters of knocks, signs of life."""

from django.db import models

from chairside.models.fields import Within
from chairside.models.identifiers import new_id
from chairside.models.location import Location
from chairside.models.organization import Organization
from chairside.models.user import User


class AuditEntry(models.Model):
    """Who did what, when, to whose record; lines are added, never changed.

    `number` and the two hashes chain the lines of an organization: the database fills them on insert
    (migration 0004), each hash covers the line and the hash before it. Write the entry last in an
    action: the head of the chain stays locked until the transaction ends.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    organization = models.ForeignKey(Organization, models.PROTECT)
    location = Within(Location, models.PROTECT, null=True, blank=True, related_name="+")
    user = Within(User, models.PROTECT, null=True, blank=True, related_name="+")
    patient_id = models.UUIDField(null=True, blank=True)
    at = models.DateTimeField()
    type = models.CharField(max_length=40)
    action = models.CharField(max_length=80)
    details = models.JSONField(default=dict)
    number = models.PositiveBigIntegerField(default=0, editable=False)
    previous_hash = models.CharField(max_length=64, default="", editable=False)
    hash = models.CharField(max_length=64, default="", editable=False)

    class Meta:
        constraints = (models.UniqueConstraint(fields=["organization", "number"], name="audit_number"),)
        indexes = (models.Index(fields=["organization", "-id"], name="audit_newest"),)

    def __str__(self) -> str:
        return f"audit entry {self.pk}"


class AuditHead(models.Model):
    """The newest line of an organization's audit log: where the next one is chained on."""

    organization = models.OneToOneField(Organization, models.PROTECT, primary_key=True)
    number = models.PositiveBigIntegerField(default=0)
    hash = models.CharField(max_length=64, default="")

    def __str__(self) -> str:
        return f"head of the audit log of {self.organization_id}"


class KnockTally(models.Model):
    """How many texts came from strangers, and how many forged knocks, per location and day.

    A stranger's text leaves nothing else behind: no body, no number, no moment.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    organization = models.ForeignKey(Organization, models.PROTECT)
    location = Within(Location, models.CASCADE, related_name="knock_tallies")
    day = models.DateField()
    strangers = models.PositiveIntegerField(default=0)
    forged = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = (models.UniqueConstraint(fields=["location", "day"], name="one_tally_per_day"),)

    def __str__(self) -> str:
        return f"tally of {self.location_id} on {self.day}"


class Heartbeat(models.Model):
    """The last sign of life of a process that works unseen."""

    name = models.CharField(max_length=40, primary_key=True)
    at = models.DateTimeField()

    def __str__(self) -> str:
        return self.name
