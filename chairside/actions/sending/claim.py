"""Take texts from the send queue, at each number's pace, so that no other worker takes them at the same time."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db import connection

from chairside.actions.sending.short_transaction import short_transaction
from chairside.failpoint import CHOSEN, CLAIMED, reach
from chairside.models import Continuity
from chairside.models.arrays import literal
from chairside.rules.delivery import LEASE, Lane
from chairside.rules.pace import LONG_IDLE, Bucket, admit
from chairside.rules.segments import split

# The database's clock rules: a worker whose clock is wrong can neither hurry nor hold a text. A number is
# locked while its texts are chosen, so that two workers together keep its pace; one that is taken is passed over.
# One waiting text is enough to know, the first in the queue's order: EXISTS would have the whole queue read.
NUMBERS = """
SELECT number.id, number.number, number.segments_per_second, number.segments_per_day,
    extract(epoch FROM now() - number.paid_until)::float,
    extract(epoch FROM now() - number.people_paid_until)::float,
    CASE WHEN number.counted_on = today.day THEN number.segments_counted ELSE 0 END,
    today.day
FROM chairside_textnumber AS number
JOIN chairside_location AS location ON location.id = number.location_id
CROSS JOIN LATERAL (SELECT (now() AT TIME ZONE location.time_zone)::date AS day) AS today
CROSS JOIN LATERAL (
    SELECT FROM chairside_queuedmessage AS waiting
    WHERE waiting.from_number = number.number AND waiting.lane <= %(lanes)s AND waiting.due_at <= now()
      AND (waiting.leased_until IS NULL OR waiting.leased_until < now())
    ORDER BY waiting.lane, waiting.due_at LIMIT 1) AS something_due
WHERE number.paused_at IS NULL AND number.account_sid <> ''
  AND (number.rests_until IS NULL OR number.rests_until <= now())
FOR NO KEY UPDATE OF number SKIP LOCKED
"""

# One text of a pair at a time. In a pair the soonest lane goes first, then the oldest; a text that waits to be
# tried again keeps its place.
CANDIDATES = """
SELECT chosen.number, chosen.message_id, chosen.lane, chosen.due_at, message.body
FROM unnest(%(numbers)s::text[], %(most)s::int[]) AS number (number, most)
CROSS JOIN LATERAL (
    SELECT number.number, waiting.message_id, waiting.lane, waiting.due_at
    FROM chairside_queuedmessage AS waiting
    WHERE waiting.from_number = number.number AND waiting.lane <= %(lanes)s AND waiting.due_at <= now()
      AND waiting.expires_at > now()
      AND (waiting.leased_until IS NULL OR waiting.leased_until < now())
      AND NOT EXISTS (
        SELECT FROM chairside_queuedmessage AS other
        WHERE other.from_number = waiting.from_number AND other.to_number = waiting.to_number
          AND other.message_id <> waiting.message_id
          AND (other.leased_until > now()
            OR (other.lane, other.message_id) < (waiting.lane, waiting.message_id)
              AND (other.due_at <= now() OR other.tries > 0)))
      AND NOT EXISTS (
        SELECT FROM chairside_attempt AS flying
        WHERE flying.from_number = waiting.from_number AND flying.to_number = waiting.to_number
          AND flying.settled_at IS NULL)
    ORDER BY waiting.lane, waiting.due_at, waiting.message_id
    LIMIT number.most) AS chosen
JOIN chairside_message AS message ON message.id = chosen.message_id
ORDER BY chosen.lane, chosen.due_at, chosen.message_id
"""

TAKE = """
UPDATE chairside_queuedmessage AS taken
SET leased_until = now() + make_interval(secs => %(lease)s)
WHERE message_id = ANY(%(ids)s::uuid[]) AND (leased_until IS NULL OR leased_until < now())
RETURNING taken.message_id, taken.leased_until
"""

CHARGE = """
UPDATE chairside_textnumber
SET paid_until = now() - make_interval(secs => %(idle)s),
    people_paid_until = now() - make_interval(secs => %(people)s), counted_on = %(day)s, segments_counted = %(used)s
WHERE id = %(id)s
"""


@dataclass(frozen=True, slots=True)
class Claim:
    """One text taken; the lease's end is also the proof that it is still ours."""

    message_id: UUID
    leased_until: datetime


@dataclass(frozen=True, slots=True)
class Claims:
    """The texts taken, and in how many seconds a number has earned its next one (None: when the bell rings)."""

    taken: list[Claim]
    wait: float | None = None


@dataclass(frozen=True, slots=True)
class Number:
    """A number with texts that are due, and what it may send."""

    id: UUID
    number: str
    bucket: Bucket
    today: date

    @property
    def is_paced(self) -> bool:
        return self.bucket.per_second is not None or self.bucket.per_day is not None


@dataclass(frozen=True, slots=True)
class Candidate:
    """A text that is due and whose pair is free."""

    number: str
    message_id: UUID
    lane: Lane
    due_at: datetime
    body: str

    def __repr__(self) -> str:
        return f"Candidate({self.message_id})"


def claim(most: int, lanes: Lane = Lane.CAMPAIGN, counted: int = 0) -> Claims:
    """Take up to `most` texts that are due, the soonest lane first, none of a later lane than `lanes`.

    None from a database in safe mode: `counted` is how far the asking worker has seen the database
    count (models/continuity.py).
    """
    if not Continuity.objects.allows_sending(counted):
        return Claims([])
    with short_transaction(), connection.cursor() as cursor:
        cursor.execute(NUMBERS, {"lanes": lanes})
        numbers = [_number(row) for row in cursor.fetchall()]
        if not numbers:
            return Claims([])
        asked: dict[str, Any] = {
            "numbers": [one.number for one in numbers],
            "most": [_most(one, most) for one in numbers],
            "lanes": lanes,
        }
        cursor.execute(CANDIDATES, asked)
        found = [Candidate(number, pk, Lane(lane), due, body) for number, pk, lane, due, body in cursor.fetchall()]
        chosen: list[UUID] = []
        waits = []
        for number in numbers:
            mine, wait = _admitted(number, [one for one in found[:most] if one.number == number.number], cursor)
            chosen += mine
            waits += [] if wait is None else [wait]
        reach(CHOSEN)
        cursor.execute(TAKE, {"lease": LEASE.total_seconds(), "ids": literal(chosen)})
        taken = {pk: Claim(pk, leased_until) for pk, leased_until in cursor.fetchall()}
    if taken:
        reach(CLAIMED)
    return Claims([taken[one.message_id] for one in found if one.message_id in taken], min(waits, default=None))


def _number(row: Sequence[Any]) -> Number:
    pk, number, per_second, per_day, idle, people, used, today = row
    idle, people = (LONG_IDLE if seconds is None else seconds for seconds in (idle, people))
    return Number(pk, number, Bucket(per_second, per_day, idle, people, used), today)


def _most(number: Number, most: int) -> int:
    """A paced number gets no more looked at than it could send in this second."""
    per_second = number.bucket.per_second
    return most if per_second is None else min(most, per_second + 1)


def _admitted(number: Number, waiting: list[Candidate], cursor: Any) -> tuple[list[UUID], float | None]:
    if not number.is_paced:
        return [one.message_id for one in waiting], None
    admission = admit(number.bucket, [(one.lane, split(one.body).count) for one in waiting])
    if admission.count:
        bucket = admission.bucket
        charge = {
            "id": number.id,
            "idle": bucket.idle,
            "people": bucket.idle_people,
            "day": number.today,
            "used": bucket.used_today,
        }
        cursor.execute(CHARGE, charge)
    return [one.message_id for one in waiting[: admission.count]], admission.wait
