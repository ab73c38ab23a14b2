"""Recare: what patients come back for again and again, and when each is due."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime, timedelta
from uuid import UUID

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Exists, OuterRef, Q

from chairside.models.fields import Within, choices
from chairside.models.identifiers import new_id
from chairside.models.location import Location
from chairside.models.organization import Organization
from chairside.models.patient import Patient
from chairside.models.schedule import Appointment
from chairside.rules.communications.kinds import Unit
from chairside.rules.patients import AppointmentStatus
from chairside.rules.recare import INTERVAL_UNITS

LONGEST_CODE = 10

UNDER_WAY = timedelta(days=1)
"""A visit that has begun and is not Complete yet still stands for its recare: only Complete moves the due date."""


class RecareType(models.Model):
    """A kind of visit that comes again, such as a cleaning every six months, told by its procedure codes."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    organization = models.ForeignKey(Organization, models.PROTECT)
    name = models.CharField(max_length=60)
    amount = models.PositiveSmallIntegerField()
    unit = models.CharField(max_length=8, choices=choices(Unit), default=Unit.MONTHS)
    # a completed visit with one of these sets the next due date (CDT codes such as D1110)
    codes = ArrayField(models.CharField(max_length=LONGEST_CODE), default=list, blank=True)

    class Meta:
        ordering = ("name",)
        constraints = (
            models.UniqueConstraint(fields=["organization", "id"], name="recare_type_within"),
            models.UniqueConstraint(fields=["organization", "name"], name="recare_type_name"),
            models.CheckConstraint(
                condition=Q(unit__in=[unit.value for unit in INTERVAL_UNITS]), name="recare_interval_unit_known"
            ),
        )

    def __str__(self) -> str:
        return self.name


class PatientRecareQuerySet(models.QuerySet["PatientRecare"]):
    """Named sets of due dates."""

    def booked(self, now: datetime) -> PatientRecareQuerySet:
        """Keep those whose patient has such a visit ahead; one that does not say what it is counts as well."""
        begun = Q(starts_at__gt=now - UNDER_WAY) & ~Q(status=AppointmentStatus.COMPLETE)
        standing = Appointment.objects.taking_place().filter(Q(starts_at__gt=now) | begun)
        ahead = standing.filter(patient_id=OuterRef("patient_id"))
        return self.filter(Exists(ahead.filter(Q(codes__overlap=OuterRef("type__codes")) | Q(codes=[]))))


class PatientRecare(models.Model):
    """When one patient is due for one type of recare, and where."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    organization = models.ForeignKey(Organization, models.PROTECT)
    location = Within(Location, models.PROTECT, related_name="+")
    patient = Within(Patient, models.PROTECT, related_name="recare")
    type = Within(RecareType, models.PROTECT, related_name="+")
    # empty: taken back by a person, until the next visit of the type
    due_on = models.DateField(null=True, blank=True)
    # the visit from which it is counted; unknown where somebody typed or brought the date
    last_on = models.DateField(null=True, blank=True)
    # since when this due date stands: texts that would have been due before are not sent
    set_at = models.DateTimeField()

    objects = PatientRecareQuerySet.as_manager()

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["organization", "id"], name="patient_recare_within"),
            models.UniqueConstraint(fields=["patient", "type"], name="one_due_date_per_recare_type"),
        )
        indexes = (models.Index(fields=["location", "type", "due_on"], name="recare_due"),)

    def __str__(self) -> str:
        return f"recare of patient {self.patient_id}"


def booked_among(recare: Collection[PatientRecare], now: datetime) -> set[UUID]:
    """Give which of these due dates have a visit ahead already."""
    return set(PatientRecare.objects.filter(pk__in=[one.pk for one in recare]).booked(now).values_list("pk", flat=True))
