"""What became of the texts of some locations, by location and day: the figures of the report.

Days are each location's own. Every question reads one range of an index per location.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass, fields
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import Any
from uuid import UUID

from django.db import connection
from django.db.models import Min

from chairside.models.campaign_numbers import ARRIVED_AT_CARRIER, DELIVERED, FAILED
from chairside.models.thread import OPEN, Thread
from chairside.rules.delivery import Status
from chairside.rules.inbound import Meaning


class Which(StrEnum):
    """Whose texts are counted."""

    ALL = "all"
    AUTOMATED = "automated"
    STAFF = "staff"


@dataclass(slots=True)
class Figures:
    """Counted texts; `delivered`, `under_way`, `failed` and `not_confirmed` are all of ours, each once.

    `sent` are those that the carrier took. `replied` counts conversations in which the contact wrote that
    day, `confirmed` visits confirmed by text, `opted_out` numbers.
    """

    sent: int = 0
    delivered: int = 0
    under_way: int = 0
    failed: int = 0
    not_confirmed: int = 0
    replied: int = 0
    confirmed: int = 0
    opted_out: int = 0

    def add(self, other: Figures) -> None:
        for one in fields(self):
            setattr(self, one.name, getattr(self, one.name) + getattr(other, one.name))


@dataclass(frozen=True, slots=True)
class Asked:
    """Which texts: of which locations, from which day to which (both included), whose."""

    location_ids: Collection[UUID]
    first: date
    last: date
    which: Which = Which.ALL

    @property
    def parameters(self) -> dict[str, Any]:
        return {
            "locations": list(self.location_ids),
            "first": self.first,
            "after": self.last + timedelta(1),
            "which": self.which.value,
            "arrived": [status.value for status in ARRIVED_AT_CARRIER],
            "delivered": [status.value for status in DELIVERED],
            "failed": [status.value for status in FAILED],
            "under_way": [status.value for status in (Status.QUEUED, Status.SENDING, Status.SENT)],
            "no_reply": [Meaning.OPT_OUT.value, Meaning.OPT_IN.value],
        }


Key = tuple[UUID, date]

PLACES = """
WITH place AS (
    SELECT id, time_zone, %(first)s::date::timestamp AT TIME ZONE time_zone AS begins,
        %(after)s::date::timestamp AT TIME ZONE time_zone AS ends
    FROM chairside_location WHERE id = ANY(%(locations)s))
"""

TEXTS_OF_PLACE = """
FROM place JOIN chairside_message AS text
    ON text.location_id = place.id AND text.at >= place.begins AND text.at < place.ends
"""

OURS = """
text.direction = 'out' AND (%(which)s = 'all'
    OR %(which)s = 'automated' AND text.communication <> '' OR %(which)s = 'staff' AND text.sent_by_id IS NOT NULL)
"""

# The carrier took it, whatever became of it then.
TAKEN = """
(text.status = ANY(%(arrived)s) OR text.carrier_id IS NOT NULL OR EXISTS (
    SELECT FROM chairside_attempt AS attempt WHERE attempt.message_id = text.id AND attempt.outcome = 'accepted'))
"""

TEXTS = f"""
{PLACES}
SELECT place.id, (text.at AT TIME ZONE place.time_zone)::date AS day,
    count(*) FILTER (WHERE {OURS} AND {TAKEN}),
    count(*) FILTER (WHERE {OURS} AND text.status = ANY(%(delivered)s)),
    count(*) FILTER (WHERE {OURS} AND text.status = ANY(%(under_way)s)),
    count(*) FILTER (WHERE {OURS} AND text.status = ANY(%(failed)s)),
    count(*) FILTER (WHERE {OURS} AND text.status = 'not_confirmed'),
    count(DISTINCT text.thread_id) FILTER (WHERE text.direction = 'in' AND text.meaning <> ALL(%(no_reply)s))
{TEXTS_OF_PLACE}
GROUP BY 1, 2
"""

CONFIRMED = f"""
{PLACES}
SELECT place.id, (text.at AT TIME ZONE place.time_zone)::date AS day, count(*)
{TEXTS_OF_PLACE}
JOIN chairside_appointment AS visit ON visit.confirmed_by_text_id = text.id
WHERE text.direction = 'in'
GROUP BY 1, 2
"""

OPTED_OUT = (
    PLACES
    + """
SELECT place.id, (entry.at AT TIME ZONE place.time_zone)::date AS day, count(DISTINCT entry.number)
FROM place JOIN chairside_consententry AS entry
    ON entry.location_id = place.id AND entry.at >= place.begins AND entry.at < place.ends
WHERE NOT entry.opted_in AND entry.category = ''
GROUP BY 1, 2
"""
)

WHY_FAILED = f"""
{PLACES}
SELECT text.error_code, CASE WHEN text.error_code IS NULL THEN text.failure -> 0 ->> 'text' END, count(*)
{TEXTS_OF_PLACE}
WHERE {OURS} AND text.status = ANY(%(failed)s)
GROUP BY 1, 2
ORDER BY 3 DESC, 1, 2
"""

# a question: an ordinary text of theirs after which, in the thread, none of theirs stood unanswered
ANSWERS = """
, question AS (
    SELECT text.id, text.thread_id, text.at, (text.at AT TIME ZONE place.time_zone)::date AS day
    FROM place JOIN chairside_message AS text
        ON text.location_id = place.id AND text.at >= place.begins AND text.at < place.ends
    CROSS JOIN LATERAL (SELECT coalesce((
        SELECT before.direction FROM chairside_message AS before
        WHERE before.thread_id = text.thread_id AND before.id < text.id ORDER BY before.id DESC LIMIT 1), 'out')
        AS direction) AS previous
    WHERE text.direction = 'in' AND text.meaning = 'ordinary' AND previous.direction = 'out')
, answer AS (
    SELECT question.day, extract(epoch FROM reply.at - question.at)::float AS seconds
    FROM question LEFT JOIN LATERAL (
        SELECT later.at FROM chairside_message AS later
        WHERE later.thread_id = question.thread_id AND later.id > question.id AND later.sent_by_id IS NOT NULL
        ORDER BY later.id LIMIT 1) AS reply ON true)
SELECT day, count(*), count(seconds), percentile_cont(0.5) WITHIN GROUP (ORDER BY seconds),
    percentile_cont(0.9) WITHIN GROUP (ORDER BY seconds)
FROM answer GROUP BY GROUPING SETS ((day), ()) ORDER BY day
"""

REPLIES = f"{PLACES}{ANSWERS}"


@dataclass(frozen=True, slots=True)
class FirstReplies:
    """How long patients waited for a person: conversations they began, those answered, and the time it took.

    `day` is None for all days together.
    """

    day: date | None
    asked: int
    answered: int
    median: timedelta | None
    ninetieth: timedelta | None


def figures_of(asked: Asked) -> dict[Key, Figures]:
    """Give the figures by location and day; a day without any has none."""
    found: dict[Key, Figures] = {}
    for place, day, sent, delivered, under_way, failed, not_confirmed, replied in _rows(TEXTS, asked):
        found[place, day] = Figures(sent, delivered, under_way, failed, not_confirmed, replied)
    for place, day, count in _rows(CONFIRMED, asked):
        found.setdefault((place, day), Figures()).confirmed = count
    for place, day, count in _rows(OPTED_OUT, asked):
        found.setdefault((place, day), Figures()).opted_out = count
    return found


def by_day(found: dict[Key, Figures], asked: Asked) -> dict[date, Figures]:
    """Add them up over the locations, with every day of the range."""
    days = [asked.first + timedelta(place) for place in range((asked.last - asked.first).days + 1)]
    return _added(((day, one) for (_, day), one in found.items()), days)


def by_location(found: dict[Key, Figures], asked: Asked) -> dict[UUID, Figures]:
    """Add them up over the days, with every location."""
    return _added(((place, one) for (place, _), one in found.items()), asked.location_ids)


def why_failed(asked: Asked) -> list[tuple[int | None, str, int]]:
    """Give the carrier's code, or our own sentence, and how many texts failed for it; most first."""
    return [(code, words or "", count) for code, words, count in _rows(WHY_FAILED, asked)]


def first_replies(asked: Asked) -> list[FirstReplies]:
    """Give the times by day, and at the end for all days together."""
    found = [
        FirstReplies(day, questions, answers, _span(median), _span(ninetieth))
        for day, questions, answers, median, ninetieth in _rows(REPLIES, asked)
    ]
    # in order of days the sum comes last; without any question there is only the sum
    return sorted(found, key=lambda one: (one.day is None, one.day or date.min))


def unanswered_now(location_ids: Collection[UUID]) -> tuple[int, datetime | None]:
    """Give how many conversations wait for an answer, and since when the oldest does."""
    waiting = Thread.objects.filter(OPEN, location__in=location_ids, unanswered_since__isnull=False)
    return waiting.count(), waiting.aggregate(since=Min("unanswered_since"))["since"]


def _added[K](found: Iterable[tuple[K, Figures]], keys: Iterable[K]) -> dict[K, Figures]:
    sums = {key: Figures() for key in keys}
    for key, one in found:
        sums.setdefault(key, Figures()).add(one)
    return sums


def _rows(question: str, asked: Asked) -> list[Any]:
    with connection.cursor() as cursor:
        cursor.execute(question, asked.parameters)
        found: list[Any] = cursor.fetchall()
        return found


def _span(seconds: float | None) -> timedelta | None:
    return None if seconds is None else timedelta(seconds=round(seconds))
