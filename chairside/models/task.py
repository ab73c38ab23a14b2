"""What a person has to do: about a conversation, a text, or a visit."""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING

from django.db import models
from django.db.models import Q

from chairside.models.fields import Within, choices, one_of
from chairside.models.identifiers import new_id
from chairside.models.location import Location
from chairside.models.message import Message
from chairside.models.organization import Organization
from chairside.models.schedule import Appointment
from chairside.models.thread import Thread
from chairside.rules.rights import Right

if TYPE_CHECKING:
    from chairside.models.user import User


class TaskKind(StrEnum):
    """Why somebody has to do something."""

    MAY_MEAN_APPOINTMENT = "may_mean_appointment"  # the contact wrote CANCEL, END or QUIT, or nearly so
    REST_OF_REMINDER = "rest_of_reminder"  # one of several visits was confirmed by text, this one was not
    CALL_BACK = "call_back"  # somebody here said that the contact is to be called
    UNREACHABLE = "unreachable"  # the contact of a visit on the next working day cannot be texted


class TaskQuerySet(models.QuerySet["Task"]):
    """Named sets of tasks."""

    def visible_to(self, user: User) -> TaskQuerySet:
        """Keep those of the locations whose inbox the user may manage: the only way by which the web finds one."""
        return self.filter(
            organization_id=user.organization_id,
            location_id__in=Location.objects.where_may(user, Right.MANAGE_INBOX).values("id"),
        )

    def to_do(self) -> TaskQuerySet:
        """Keep those that nobody has done."""
        return self.filter(done_at__isnull=True)


class Task(models.Model):
    """One thing to do; nobody but a person, or the end of its cause, makes it done."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    organization = models.ForeignKey(Organization, models.PROTECT)
    location = Within(Location, models.PROTECT, related_name="tasks")
    kind = models.CharField(max_length=24, choices=choices(TaskKind))
    thread = Within(Thread, models.PROTECT, null=True, blank=True, related_name="tasks")
    message = Within(Message, models.PROTECT, null=True, blank=True, related_name="+")
    appointment = Within(Appointment, models.PROTECT, null=True, blank=True, related_name="tasks")
    # unreachable: the day of the visit, so that one that moves is looked at anew
    day = models.DateField(null=True, blank=True)
    created_at = models.DateTimeField()
    done_at = models.DateTimeField(null=True, blank=True)
    # nobody: its cause has gone
    done_by = Within("User", models.PROTECT, null=True, blank=True, related_name="+")

    objects = TaskQuerySet.as_manager()

    class Meta:
        constraints = (
            one_of("kind", TaskKind, name="task_kind_known"),
            models.UniqueConstraint(
                fields=["kind", "message", "appointment"],
                condition=Q(message__isnull=False),
                nulls_distinct=False,
                name="one_task_per_text_and_visit",
            ),
            models.UniqueConstraint(
                fields=["appointment", "day"],
                condition=Q(kind=TaskKind.UNREACHABLE.value),
                name="one_unreachable_task_per_visit_and_day",
            ),
            models.CheckConstraint(
                condition=Q(done_by__isnull=True) | Q(done_at__isnull=False), name="task_done_by_means_done"
            ),
            models.CheckConstraint(
                condition=Q(thread__isnull=False) | Q(appointment__isnull=False), name="task_is_about_something"
            ),
        )
        indexes = (
            models.Index(fields=["location", "id"], condition=Q(done_at__isnull=True), name="task_to_do"),
            models.Index(fields=["location", "-done_at"], condition=Q(done_at__isnull=False), name="task_done"),
            models.Index(fields=["thread"], condition=Q(done_at__isnull=True), name="task_in_thread"),
        )

    def __str__(self) -> str:
        return f"task {self.pk}"
