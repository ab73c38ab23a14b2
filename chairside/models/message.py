"""Texts, and what became of them."""

from __future__ import annotations

from enum import StrEnum
from uuid import UUID

from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchQueryField, SearchVectorField
from django.db import models
from django.db.models import Q
from django.db.models.expressions import Func
from django.db.models.lookups import PostgresOperatorLookup

from chairside.models.fields import Within, choices, one_of
from chairside.models.identifiers import new_id
from chairside.models.location import Location
from chairside.models.organization import Organization
from chairside.models.thread import Thread
from chairside.models.user import User
from chairside.rules.delivery import Lane, Outcome, Status
from chairside.rules.inbound import Meaning


class Direction(StrEnum):
    """Whose text it is."""

    IN = "in"
    OUT = "out"


LANES = [(lane.value, lane.name.lower()) for lane in Lane]

OPT_OUT_ANSWER = "Opt-out confirmation"
"""The communication that confirms an opt-out: the one text that may follow it."""

HELP_ANSWER = "Help answer"
"""The communication that says who texts and how to end it."""


class Lexemes(Func):
    """The words of a text, folded and prefixed with the location, for one index over all locations."""

    function = "chairside_lexemes"
    output_field = SearchVectorField()


class Message(models.Model):
    """One text in a thread."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    # every index costs with every text: only what is asked for has one (see Meta)
    organization = models.ForeignKey(Organization, models.PROTECT, db_index=False)
    location = Within(Location, models.PROTECT, related_name="+", db_index=False)
    thread = Within(Thread, models.PROTECT, related_name="messages", db_index=False)
    direction = models.CharField(max_length=3, choices=choices(Direction))
    body = models.TextField()
    at = models.DateTimeField()
    # inbound: what the words meant; ours: empty
    meaning = models.CharField(max_length=16, choices=choices(Meaning), blank=True)
    for_review = models.BooleanField(default=False)
    may_mean_appointment = models.BooleanField(default=False)
    media_count = models.PositiveSmallIntegerField(default=0)
    # ours: the user who wrote it, or the communication that did
    sent_by = Within(User, models.PROTECT, null=True, blank=True, related_name="+", db_index=False)
    communication = models.CharField(max_length=100, blank=True)
    # the browser's own name for a text: a double click or a repeated request is one message
    client_id = models.UUIDField(null=True, blank=True)
    status = models.CharField(max_length=16, choices=choices(Status))
    status_at = models.DateTimeField()
    error_code = models.PositiveIntegerField(null=True, blank=True)
    # why a text of ours failed and what to do: [sentence, remedy], each text and values
    failure = models.JSONField(null=True, blank=True)
    carrier_id = models.UUIDField(null=True, blank=True)
    lexemes = models.GeneratedField(
        expression=Lexemes("location_id", "body"), output_field=SearchVectorField(), db_persist=True
    )

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["organization", "id"], name="message_within"),
            models.UniqueConstraint(
                fields=["organization", "client_id"],
                condition=Q(client_id__isnull=False),
                name="message_client_id",
            ),
            models.UniqueConstraint(
                fields=["organization", "carrier_id"],
                condition=Q(carrier_id__isnull=False),
                name="message_carrier_id",
            ),
            one_of("direction", Direction, name="message_direction_known"),
            one_of("status", Status, name="message_status_known"),
        )
        # no index mentions the status: changes of it then stay inside their page (HOT)
        indexes = (
            models.Index(fields=["thread", "id"], name="message_in_thread"),
            models.Index(fields=["location", "at"], name="message_at_location"),
            # what is new is sorted in soon (kB): the text that must wait for it waits short, and so does who searches
            GinIndex(fields=["lexemes"], name="message_words", gin_pending_list_limit=64),
        )

    def __str__(self) -> str:
        return f"message {self.pk}"

    @property
    def is_ours(self) -> bool:
        return self.direction == Direction.OUT

    @property
    def answers_opt_out(self) -> bool:
        return self.communication == OPT_OUT_ANSWER


class QueuedMessage(models.Model):
    """A text on its way to the carrier: the send queue, one small row each, gone when settled."""

    message = models.OneToOneField(
        Message, models.CASCADE, primary_key=True, related_name="queued", db_constraint=False
    )
    organization = models.ForeignKey(Organization, models.PROTECT)
    lane = models.PositiveSmallIntegerField(choices=LANES)
    from_number = models.CharField(max_length=16)
    to_number = models.CharField(max_length=32)
    due_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    leased_until = models.DateTimeField(null=True, blank=True)
    tries = models.PositiveSmallIntegerField(default=0)

    class Meta:
        indexes = (
            models.Index(fields=["from_number", "lane", "due_at", "message"], name="queue_order"),
            models.Index(fields=["from_number", "to_number", "lane", "message"], name="queue_by_pair"),
            models.Index(fields=["expires_at"], name="queue_by_expiry"),
        )

    def __str__(self) -> str:
        return f"queued message {self.pk}"


class Attempt(models.Model):
    """One hand-over of a message to the carrier, written down before it is made.

    While it is not settled its pair of numbers is taken: later texts of the pair wait. Staff may
    settle one whose outcome is unknown; it is looked into all the same.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    organization = models.ForeignKey(Organization, models.PROTECT)
    message = Within(Message, models.CASCADE, related_name="attempts")
    # our own random word in the status callback's address: it ties a report to this attempt
    token = models.CharField(max_length=64, unique=True)
    started_at = models.DateTimeField()
    settled_at = models.DateTimeField(null=True, blank=True)
    outcome = models.CharField(max_length=16, choices=choices(Outcome), blank=True)
    carrier_id = models.UUIDField(null=True, blank=True)
    error_code = models.PositiveIntegerField(null=True, blank=True)
    from_number = models.CharField(max_length=16)
    to_number = models.CharField(max_length=32)
    # enough to put the text back into the queue when it certainly was not sent
    lane = models.PositiveSmallIntegerField(choices=LANES)
    expires_at = models.DateTimeField()
    tries = models.PositiveSmallIntegerField()
    # when somebody looks at the carrier what became of it, and how often that was done
    check_at = models.DateTimeField(null=True, blank=True)
    checks = models.PositiveSmallIntegerField(default=0)
    checked_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = (
            # the database itself lets only one text of a pair be under way
            models.UniqueConstraint(
                fields=["from_number", "to_number"],
                condition=Q(settled_at__isnull=True),
                name="one_attempt_per_pair",
            ),
            # one text at the carrier is one attempt of ours
            models.UniqueConstraint(
                fields=["organization", "carrier_id"],
                condition=Q(carrier_id__isnull=False),
                name="attempt_carrier_id",
            ),
        )
        indexes = (
            models.Index(fields=["message", "id"], name="attempt_by_message"),
            models.Index(fields=["check_at"], condition=Q(check_at__isnull=False), name="attempt_to_check"),
        )

    def __str__(self) -> str:
        return f"attempt {self.pk}"


class Undeliverable(models.Model):
    """A text of ours that did not arrive, or that nobody can say of: work until somebody is done with it."""

    message = models.OneToOneField(
        Message, models.CASCADE, primary_key=True, related_name="undeliverable", db_constraint=False
    )
    organization = models.ForeignKey(Organization, models.PROTECT)
    thread = Within(Thread, models.CASCADE, related_name="undeliverables")
    since = models.DateTimeField()
    done_at = models.DateTimeField(null=True, blank=True)
    done_by = Within(User, models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        indexes = (models.Index(fields=["thread", "since"], condition=Q(done_at__isnull=True), name="to_work_through"),)

    def __str__(self) -> str:
        return f"undeliverable message {self.pk}"


class WordsQuery(Func):
    """The search for all of these words (the last may be a beginning) at one location."""

    function = "chairside_query"
    output_field = SearchQueryField()

    def __init__(self, location_id: UUID, words: str) -> None:
        super().__init__(models.Value(location_id, output_field=models.UUIDField()), models.Value(words))


@SearchVectorField.register_lookup
class Holds(PostgresOperatorLookup):
    """Whether words are in a text: `lexemes__holds=WordsQuery(...)`; Django's own lookup takes no query of ours."""

    lookup_name = "holds"
    postgres_operator = "@@"
