"""What came of a campaign, in figures, and the recipients behind each of them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from enum import StrEnum
from typing import Any
from uuid import UUID

from django.db.models import Count, Exists, OuterRef, Q, QuerySet

from chairside.models.consent import ConsentEntry
from chairside.models.message import Attempt, Direction, Message
from chairside.models.planned_message import PlannedMessage
from chairside.rules.communications.kinds import State
from chairside.rules.consent_categories import EVERYTHING
from chairside.rules.delivery import Outcome, Status
from chairside.rules.inbound import Meaning
from chairside.rules.marks import mark_of

AN_ANSWER = timedelta(days=7)
"""Whoever texts or opts out so soon after the campaign's text is counted as an answer to it."""


class Figure(StrEnum):
    """One figure; the value names its list of recipients in addresses."""

    CHOSEN = "chosen"
    WAITING = "waiting"
    SKIPPED = "skipped"
    UNDER_WAY = "under-way"
    SENT = "sent"
    DELIVERED = "delivered"
    REPLIED = "replied"
    FAILED = "failed"
    NOT_CONFIRMED = "not-confirmed"
    OPTED_OUT = "opted-out"


WRITTEN = Q(state=State.SENT, message__isnull=False)
DELIVERED = (Status.DELIVERED, Status.READ)
FAILED = (Status.FAILED, Status.UNDELIVERED)
ON_THE_WAY = (Status.QUEUED, Status.SENDING)
ARRIVED_AT_CARRIER = (Status.SENT, *DELIVERED, Status.UNDELIVERED)

TAKEN = Q(message__status__in=ARRIVED_AT_CARRIER) | Q(message__carrier_id__isnull=False) | Q(accepted=True)
"""The carrier took it, whatever became of it then."""

BEHIND: dict[Figure, Q] = {
    Figure.CHOSEN: Q(),
    Figure.WAITING: Q(state=State.WAITING),
    Figure.SKIPPED: Q(state=State.SKIPPED),
    Figure.UNDER_WAY: WRITTEN & Q(message__status__in=ON_THE_WAY),
    Figure.SENT: WRITTEN & TAKEN,
    Figure.DELIVERED: WRITTEN & Q(message__status__in=DELIVERED),
    Figure.FAILED: WRITTEN & Q(message__status__in=FAILED),
    Figure.NOT_CONFIRMED: WRITTEN & Q(message__status=Status.NOT_CONFIRMED),
    Figure.REPLIED: WRITTEN & Q(replied=True),
    Figure.OPTED_OUT: WRITTEN & Q(ended=True),
}
PEOPLE = (Figure.CHOSEN, Figure.WAITING, Figure.SKIPPED)
"""What is counted in patients; all else is counted in texts, for siblings share one."""


@dataclass(frozen=True, slots=True)
class Failures:
    """Texts that failed for one reason: the carrier's code, or (without one) our own sentence."""

    code: int | None
    sentence: str
    count: int

    @property
    def key(self) -> str:
        """Name it in an address."""
        return str(self.code or mark_of(self.sentence))

    @property
    def behind(self) -> Q:
        if self.code is not None:
            return Q(message__error_code=self.code)
        return Q(message__error_code__isnull=True, message__failure__0__text=self.sentence)


@dataclass(frozen=True, slots=True)
class CampaignNumbers:
    """All figures of one campaign; reasons with the most frequent first."""

    figures: dict[Figure, int]
    waiting: list[tuple[str, int]] = field(default_factory=list)
    skipped: list[tuple[str, int]] = field(default_factory=list)
    failed: list[Failures] = field(default_factory=list)


def campaign_numbers(rows: QuerySet[PlannedMessage]) -> CampaignNumbers:
    """Count the rows of a campaign (those that the user may see) in four questions."""
    answered = with_answers(rows)
    counts: dict[str, Any] = {
        figure.name: Count("pk", filter=BEHIND[figure])
        if figure in PEOPLE
        else Count("message_id", filter=BEHIND[figure], distinct=True)
        for figure in Figure
    }
    figures = answered.aggregate(**counts)
    return CampaignNumbers(
        {figure: figures[figure.name] for figure in Figure},
        _reasons(rows.filter(BEHIND[Figure.WAITING])),
        _reasons(rows.filter(BEHIND[Figure.SKIPPED])),
        failures(rows),
    )


def sent_and_waiting(rows: QuerySet[PlannedMessage]) -> dict[UUID, tuple[int, int]]:
    """Count, by campaign, the texts that the carrier took and the patients that wait for theirs."""
    counted = (
        with_answers(rows)
        .values("campaign")
        .annotate(
            sent=Count("message_id", filter=BEHIND[Figure.SENT], distinct=True),
            waiting=Count("pk", filter=BEHIND[Figure.WAITING]),
        )
    )
    return {row["campaign"]: (row["sent"], row["waiting"]) for row in counted}


def with_answers(rows: QuerySet[PlannedMessage]) -> QuerySet[PlannedMessage]:
    """Let the rows know whether their text was taken, answered, and the last one.

    `accepted`: the carrier took an attempt of it. `replied`: its contact texted in time. `ended`: they opted out.
    """
    taken = Attempt.objects.filter(message=OuterRef("message_id"), outcome=Outcome.ACCEPTED)
    after = Message.objects.filter(
        thread=OuterRef("message__thread"),
        id__gt=OuterRef("message_id"),
        direction=Direction.IN,
        at__lte=OuterRef("message__at") + AN_ANSWER,
    )
    outs = ConsentEntry.objects.filter(
        organization_id=OuterRef("organization_id"),
        number=OuterRef("message__thread__number"),
        opted_in=False,
        category=EVERYTHING,
        at__gte=OuterRef("message__at"),
        at__lte=OuterRef("message__at") + AN_ANSWER,
    )
    replied = Exists(after.exclude(meaning__in=[Meaning.OPT_OUT, Meaning.OPT_IN]))
    return rows.annotate(accepted=Exists(taken), replied=replied, ended=Exists(outs))


def recipients(rows: QuerySet[PlannedMessage], figure: Figure, reason: str = "") -> QuerySet[PlannedMessage]:
    """Give the rows behind a figure, or behind one of its reasons (as its key), by name."""
    found = with_answers(rows).filter(BEHIND[figure])
    if reason and figure is Figure.FAILED:
        known = {one.key: one for one in failures(rows)}
        found = found.filter(known[reason].behind) if reason in known else found.none()
    elif reason:
        found = found.filter(reason="" if reason == NO_REASON else reason)
    return found.order_by("patient__family_name", "patient__given_name", "id")


NO_REASON = "-"
"""In an address: waiting for no reason but its turn."""


def failures(rows: QuerySet[PlannedMessage]) -> list[Failures]:
    """Count the texts that failed, by reason."""
    failed = rows.filter(BEHIND[Figure.FAILED]).order_by()
    texts = Count("message_id", distinct=True)
    coded = failed.filter(message__error_code__isnull=False).values_list("message__error_code")
    said = failed.filter(message__error_code__isnull=True).values_list("message__failure__0__text")
    counted = [Failures(code, "", count) for code, count in coded.annotate(texts=texts)]
    counted += [Failures(None, words or "", count) for words, count in said.annotate(texts=texts)]
    return sorted(counted, key=lambda one: (-one.count, one.code or 0, one.sentence))


def waiting_campaigns(campaign_ids: Sequence[UUID]) -> set[UUID]:
    """Give those of which a text has still to leave."""
    waiting = PlannedMessage.objects.filter(campaign__in=campaign_ids).filter(
        BEHIND[Figure.WAITING] | BEHIND[Figure.UNDER_WAY]
    )
    return set(waiting.values_list("campaign_id", flat=True).distinct())


def _reasons(rows: QuerySet[PlannedMessage]) -> list[tuple[str, int]]:
    counted = rows.values_list("reason").annotate(count=Count("pk")).order_by("-count", "reason")
    return [(reason, count) for reason, count in counted]
