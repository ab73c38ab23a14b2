"""Planned texts: for each rule, patient and occurrence one row that says sent, waiting or skipped, and why."""

from __future__ import annotations

from collections.abc import Sequence
from enum import StrEnum
from typing import TYPE_CHECKING

from django.db import models
from django.db.models import Q

from chairside.models.campaign import Campaign
from chairside.models.communication import Communication
from chairside.models.fields import Within, choices, one_of
from chairside.models.identifiers import new_id
from chairside.models.location import Location
from chairside.models.message import Message
from chairside.models.organization import Organization
from chairside.models.patient import Patient
from chairside.models.schedule import Appointment
from chairside.rules.communications.kinds import Kind, State
from chairside.rules.communications.why import Why
from chairside.rules.consent_categories import Category
from chairside.rules.rights import Right
from chairside.rules.wording import Words

if TYPE_CHECKING:
    from chairside.models.user import User


class Channel(StrEnum):
    """How it reaches the recipient."""

    TEXT = "text"
    EMAIL = "email"


class PlannedMessageQuerySet(models.QuerySet["PlannedMessage"]):
    """Named sets of planned texts."""

    def visible_to(self, user: User) -> PlannedMessageQuerySet:
        """Keep those of locations whose communications the user may see."""
        return self.filter(location__in=Location.objects.where_may(user, Right.REVIEW_COMMUNICATIONS))

    def about(self, patient: Patient, user: User) -> PlannedMessageQuerySet:
        """Keep those about a patient, of the locations whose texts or communications the user may see."""
        reading = Location.objects.where_may(user, Right.REVIEW_INBOX).values("pk")
        setting_up = Location.objects.where_may(user, Right.REVIEW_COMMUNICATIONS).values("pk")
        return self.filter(Q(location__in=reading) | Q(location__in=setting_up), patient=patient)

    def waiting(self) -> PlannedMessageQuerySet:
        """Keep those that have neither left nor been given up."""
        return self.filter(state=State.WAITING)


class PlannedMessage(models.Model):
    """One text planned for one patient; at most one for each rule, patient and occurrence.

    Several rows may share one message: siblings who are seen on one day get one text.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    organization = models.ForeignKey(Organization, models.PROTECT)
    location = Within(Location, models.PROTECT, related_name="+")
    kind = models.CharField(max_length=16, choices=choices(Kind))
    category = models.CharField(max_length=16, choices=choices(Category))
    communication = Within(Communication, models.PROTECT, null=True, blank=True, related_name="planned")
    campaign = Within(Campaign, models.PROTECT, null=True, blank=True, related_name="planned")
    patient = Within(Patient, models.PROTECT, related_name="planned_messages")
    occurrence = models.CharField(max_length=120)
    # who gets it: as known when it was planned, as it was when it was sent
    contact = Within(Patient, models.PROTECT, related_name="+")
    appointment = Within(Appointment, models.PROTECT, null=True, blank=True, related_name="planned_messages")
    recare = Within("PatientRecare", models.PROTECT, null=True, blank=True, related_name="planned_messages")
    statement = Within("Statement", models.PROTECT, null=True, blank=True, related_name="planned_messages")
    channel = models.CharField(max_length=8, choices=choices(Channel), default=Channel.TEXT)
    state = models.CharField(max_length=8, choices=choices(State), default=State.WAITING)
    # when the rule wants it; when it is looked at next while it waits; after when it is of no use
    due_at = models.DateTimeField()
    until_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    # why it waits or was skipped: a code for counting, and all reasons as kept by `kept`
    reason = models.CharField(max_length=32, blank=True)
    why = models.JSONField(default=list, blank=True)
    message = Within(Message, models.SET_NULL, null=True, blank=True, related_name="planned")
    # when it was sent or given up
    settled_at = models.DateTimeField(null=True, blank=True)

    objects = PlannedMessageQuerySet.as_manager()

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["organization", "id"], name="planned_within"),
            models.UniqueConstraint(
                fields=["communication", "patient", "occurrence"],
                condition=Q(communication__isnull=False),
                name="planned_once",
            ),
            models.UniqueConstraint(
                fields=["campaign", "patient"], condition=Q(campaign__isnull=False), name="planned_once_in_campaign"
            ),
            one_of("kind", Kind, name="planned_kind_known"),
            one_of("category", Category, name="planned_category_known"),
            one_of("channel", Channel, name="planned_channel_known"),
            one_of("state", State, name="planned_state_known"),
            models.CheckConstraint(
                condition=Q(state=State.SENT.value, settled_at__isnull=False)
                | Q(state=State.WAITING.value, settled_at__isnull=True)
                | (Q(state=State.SKIPPED.value, settled_at__isnull=False) & ~Q(reason="")),
                name="planned_says_what_became_of_it",
            ),
        )
        indexes = (
            models.Index(fields=["until_at"], condition=Q(state="waiting"), name="planned_due"),
            models.Index(fields=["patient", "-due_at"], name="planned_of_patient"),
            models.Index(fields=["location", "-due_at", "-id"], name="planned_at_location"),
            models.Index(fields=["appointment"], name="planned_for_visit"),
            models.Index(fields=["statement"], condition=Q(statement__isnull=False), name="planned_for_statement"),
            models.Index(fields=["recare"], condition=Q(recare__isnull=False), name="planned_for_recare"),
            models.Index(fields=["message"], condition=Q(message__isnull=False), name="planned_by_message"),
            models.Index(
                fields=["campaign", "state", "until_at"],
                condition=Q(campaign__isnull=False),
                name="planned_in_campaign",
            ),
        )

    def __str__(self) -> str:
        return f"planned message {self.pk}"

    @property
    def recipient(self) -> Patient:
        """Who gets it: a statement its guarantor, everything else the patient's primary contact."""
        recipient: Patient = self.patient if self.kind == Kind.STATEMENT else self.patient.primary_contact
        return recipient

    @property
    def reasons(self) -> list[Why]:
        return [_read(one) for one in self.why]


def kept(reasons: Sequence[Why]) -> list[dict[str, object]]:
    """Give reasons in the form in which a row keeps them."""
    return [
        {"code": one.code, "sentence": _words(one.sentence), "remedy": one.remedy and _words(one.remedy)}
        for one in reasons
    ]


def _words(words: Words) -> dict[str, object]:
    return {"text": words.text, "values": words.values}


def _read(one: dict[str, dict[str, str]]) -> Why:
    remedy = one["remedy"]
    return Why(str(one["code"]), Words(**one["sentence"]), Words(**remedy) if remedy else None)  # type: ignore[arg-type]
