"""Conversations: a location, a contact, and the contact's number."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum

from django.db import models
from django.db.models import Q

from chairside.models.fields import Within
from chairside.models.identifiers import new_id
from chairside.models.location import Asker, Location
from chairside.models.organization import Organization
from chairside.models.patient import Patient
from chairside.rules.phones import as_written_here
from chairside.rules.rights import Right

SNIPPET_LENGTH = 160


class View(StrEnum):
    """The views of an inbox."""

    ALL = "all"
    UNREAD = "unread"
    TO_ANSWER = "to-answer"
    MINE = "mine"
    UNDELIVERABLE = "undeliverable"
    SNOOZED = "snoozed"
    DONE = "done"


OPEN = Q(done_at__isnull=True, snoozed_until__isnull=True)
"""Conversations that somebody still has to look after now."""

IN_VIEW: dict[View, Q] = {
    View.ALL: Q(),
    View.UNREAD: Q(unread__gt=0),
    View.TO_ANSWER: Q(unread=0, unanswered_since__isnull=False) & OPEN,
    View.UNDELIVERABLE: Q(undeliverable_at__isnull=False) & OPEN,
    View.SNOOZED: Q(snoozed_until__isnull=False),
    View.DONE: Q(done_at__isnull=False),
}


class ThreadQuerySet(models.QuerySet["Thread"]):
    """Named sets of threads."""

    def visible_to(self, user: Asker) -> ThreadQuerySet:
        """Keep what the user may read: the only way by which the web finds a thread."""
        return self.filter(
            organization_id=user.organization_id,
            location_id__in=Location.objects.where_may(user, Right.REVIEW_INBOX).values("id"),
        )

    def in_view(self, view: View, user: Asker) -> ThreadQuerySet:
        """Keep the threads of one view that hold at least one text; "mine" is this user's."""
        wanted = OPEN & Q(assigned_to=user.pk) if view is View.MINE else IN_VIEW[view]
        return self.filter(wanted, last_at__isnull=False)

    def newest_first(self, before: tuple[datetime, object] | None = None) -> ThreadQuerySet:
        """Order by last text; `before` is the (last_at, id) of the last row already shown."""
        ordered = self.order_by("-last_at", "-id")
        if before is None:
            return ordered
        moment, row = before
        return ordered.filter(Q(last_at__lt=moment) | Q(last_at=moment, id__lt=row))


class Thread(models.Model):
    """One conversation, with what the inbox row shows kept beside it."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    # every text changes the row, and each index costs then: only what is asked for has one (see Meta)
    organization = models.ForeignKey(Organization, models.PROTECT, db_index=False)
    location = Within(Location, models.PROTECT, related_name="threads", db_index=False)
    contact = Within(Patient, models.PROTECT, related_name="threads", db_index=False)
    number = models.CharField(max_length=32)
    created_at = models.DateTimeField()
    last_at = models.DateTimeField(null=True, blank=True)
    last_outgoing = models.BooleanField(default=False)
    last_sender = Within("User", models.PROTECT, null=True, blank=True, related_name="+", db_index=False)
    snippet = models.CharField(max_length=SNIPPET_LENGTH, blank=True)
    # how many pictures or files came with the last text
    last_media = models.PositiveSmallIntegerField(default=0)
    unread = models.PositiveIntegerField(default=0)
    # the oldest text of the contact that nobody has answered
    unanswered_since = models.DateTimeField(null=True, blank=True)
    # when we wrote last: a number shared by several contacts speaks in the thread written to last
    written_at = models.DateTimeField(null=True, blank=True)
    undeliverable_at = models.DateTimeField(null=True, blank=True)
    # whose it is to look after, when somebody has taken it
    assigned_to = Within("User", models.PROTECT, null=True, blank=True, related_name="+")
    # out of sight until then; whatever comes in wakes it before
    snoozed_until = models.DateTimeField(null=True, blank=True)
    # nothing is left to do, until something comes in
    done_at = models.DateTimeField(null=True, blank=True)

    objects = ThreadQuerySet.as_manager()

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["organization", "id"], name="thread_within"),
            # with the id, so that a part of a number is looked for in the index alone
            models.UniqueConstraint(
                fields=["location", "contact", "number"], include=["id"], name="one_thread_per_number"
            ),
        )
        indexes = (
            # with the contact, so that a search by name or words is answered in this index
            models.Index(
                fields=["location", "-last_at", "-id"],
                include=["contact"],
                condition=Q(last_at__isnull=False),
                name="inbox_all",
            ),
            models.Index(
                fields=["location", "-last_at", "-id"],
                include=["unread"],
                condition=Q(unread__gt=0),
                name="inbox_unread",
            ),
            models.Index(
                fields=["location", "-last_at", "-id"],
                condition=Q(unread=0, unanswered_since__isnull=False) & OPEN,
                name="inbox_to_answer",
            ),
            models.Index(
                fields=["location", "-last_at", "-id"],
                condition=Q(undeliverable_at__isnull=False) & OPEN,
                name="inbox_undeliverable",
            ),
            models.Index(
                fields=["location", "assigned_to", "-last_at", "-id"],
                condition=Q(assigned_to__isnull=False) & OPEN,
                name="inbox_mine",
            ),
            models.Index(
                fields=["location", "-last_at", "-id"],
                condition=Q(done_at__isnull=False),
                name="inbox_done",
            ),
            models.Index(
                fields=["snoozed_until"],
                condition=Q(snoozed_until__isnull=False),
                name="thread_to_wake",
            ),
            models.Index(
                fields=["location", "-last_at", "-id"],
                condition=Q(snoozed_until__isnull=False),
                name="inbox_snoozed",
            ),
            models.Index(fields=["number", "location"], name="thread_of_number"),
            models.Index(fields=["contact"], name="thread_by_contact"),
        )

    def __str__(self) -> str:
        return f"thread {self.pk}"

    @property
    def written_number(self) -> str:
        return as_written_here(self.number)

    @property
    def is_open(self) -> bool:
        """Whether somebody still has to look after it now."""
        return self.done_at is None and self.snoozed_until is None


class Draft(models.Model):
    """What a user has begun to write in a thread."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    organization = models.ForeignKey(Organization, models.PROTECT)
    user = Within("User", models.CASCADE, related_name="drafts")
    thread = Within(Thread, models.CASCADE, related_name="drafts")
    body = models.TextField()
    updated_at = models.DateTimeField()
    # which page kept it last, and its how manieth: two of one page may overtake each other on their way
    page = models.CharField(max_length=36, blank=True, default="")
    nth = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = (models.UniqueConstraint(fields=["user", "thread"], name="one_draft_per_user_and_thread"),)

    def __str__(self) -> str:
        return f"draft {self.pk}"
