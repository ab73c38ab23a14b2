"""The schedule: who sees whom, when and where."""

from __future__ import annotations

from datetime import datetime

from django.contrib.postgres.fields import ArrayField
from django.db import models

from chairside.models.fields import Within, choices, one_of
from chairside.models.identifiers import new_id
from chairside.models.location import Location
from chairside.models.organization import Organization
from chairside.models.patient import Patient
from chairside.rules.patients import CONFIRMABLE, GONE, AppointmentStatus


class Provider(models.Model):
    """A dentist or hygienist."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    organization = models.ForeignKey(Organization, models.PROTECT)
    name = models.CharField(max_length=100)
    external_id = models.CharField(max_length=200, blank=True)

    class Meta:
        constraints = (models.UniqueConstraint(fields=["organization", "id"], name="provider_within"),)

    def __str__(self) -> str:
        return self.name


class Operatory(models.Model):
    """A chair of a location."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    organization = models.ForeignKey(Organization, models.PROTECT)
    location = Within(Location, models.PROTECT, related_name="operatories")
    name = models.CharField(max_length=50)

    class Meta:
        ordering = ("name",)
        constraints = (
            models.UniqueConstraint(fields=["organization", "id"], name="operatory_within"),
            models.UniqueConstraint(fields=["location", "name"], name="operatory_name"),
        )

    def __str__(self) -> str:
        return self.name


class AppointmentQuerySet(models.QuerySet["Appointment"]):
    """Named sets of appointments."""

    def unconfirmed(self, now: datetime) -> AppointmentQuerySet:
        """Keep the future, reminded appointments that nobody has confirmed."""
        return self.filter(
            status__in=[status.value for status in CONFIRMABLE],
            reminded_at__isnull=False,
            starts_at__gt=now,
        )

    def taking_place(self) -> AppointmentQuerySet:
        """Leave out what was broken or missed."""
        return self.exclude(status__in=[status.value for status in GONE])


class Appointment(models.Model):
    """One visit of one patient."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    organization = models.ForeignKey(Organization, models.PROTECT)
    location = Within(Location, models.PROTECT, related_name="appointments")
    operatory = Within(Operatory, models.PROTECT, null=True, blank=True, related_name="appointments")
    provider = Within(Provider, models.PROTECT, null=True, blank=True, related_name="appointments")
    patient = Within(Patient, models.PROTECT, related_name="appointments")
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    reason = models.CharField(max_length=200, blank=True)
    # the procedures planned (CDT codes): they tell a recare visit
    codes = ArrayField(models.CharField(max_length=10), default=list, blank=True)
    note = models.TextField(blank=True)
    status = models.CharField(max_length=16, choices=choices(AppointmentStatus), default=AppointmentStatus.UNCONFIRMED)
    # since when it has this status; unknown for records brought from elsewhere
    status_at = models.DateTimeField(null=True, blank=True)
    # when the office booked it here; unknown for records brought from elsewhere
    booked_at = models.DateTimeField(null=True, blank=True)
    # since when it stands at this time: booked, brought or moved
    placed_at = models.DateTimeField(null=True, blank=True)
    # when a text asked for a confirmation; only then can a "yes" be one
    reminded_at = models.DateTimeField(null=True, blank=True)
    confirmed_by_text = Within("Message", models.SET_NULL, null=True, blank=True, related_name="confirmed_appointments")
    external_id = models.CharField(max_length=200, blank=True)

    objects = AppointmentQuerySet.as_manager()

    class Meta:
        ordering = ("starts_at", "id")
        constraints = (
            models.UniqueConstraint(fields=["organization", "id"], name="appointment_within"),
            one_of("status", AppointmentStatus, name="appointment_status_known"),
            models.CheckConstraint(
                condition=models.Q(ends_at__gt=models.F("starts_at")),
                name="appointment_ends_after_start",
            ),
            models.UniqueConstraint(
                fields=["organization", "external_id"],
                condition=~models.Q(external_id=""),
                name="appointment_external_id",
            ),
        )
        indexes = (
            models.Index(fields=["patient", "starts_at"], name="appointment_by_patient"),
            models.Index(fields=["location", "starts_at"], name="appointment_by_day"),
        )

    def __str__(self) -> str:
        return f"appointment {self.pk}"


class Subscription(models.Model):
    """A provider or an operatory whose appointments a user wants to hear of."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    organization = models.ForeignKey(Organization, models.PROTECT)
    user = Within("User", models.CASCADE, related_name="subscriptions")
    provider = Within(Provider, models.CASCADE, null=True, blank=True, related_name="+")
    operatory = Within(Operatory, models.CASCADE, null=True, blank=True, related_name="+")

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["user", "provider"], name="subscribed_once_to_a_provider"),
            models.UniqueConstraint(fields=["user", "operatory"], name="subscribed_once_to_an_operatory"),
            models.CheckConstraint(
                condition=models.Q(provider__isnull=True) ^ models.Q(operatory__isnull=True),
                name="subscribed_to_one_thing",
            ),
        )

    def __str__(self) -> str:
        return f"subscription of user {self.user_id}"
