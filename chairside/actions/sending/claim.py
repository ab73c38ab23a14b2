"""Take texts from the send queue, so that no other worker takes them at the same time."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import connection

from chairside.models import Continuity
from chairside.rules.delivery import LEASE

# The database's clock rules: a worker whose clock is wrong can neither hurry nor hold a text.
# A text waits while an earlier one of the same pair is due or in flight: one at a time, in order.
CLAIM = """
UPDATE chairside_queuedmessage AS taken
SET leased_until = now() + make_interval(secs => %(lease)s)
WHERE message_id IN (
    SELECT waiting.message_id
    FROM chairside_queuedmessage AS waiting
    WHERE waiting.due_at <= now()
      AND (waiting.leased_until IS NULL OR waiting.leased_until < now())
      AND NOT EXISTS (
        SELECT FROM chairside_queuedmessage AS earlier
        WHERE earlier.from_number = waiting.from_number AND earlier.to_number = waiting.to_number
          AND earlier.message_id < waiting.message_id AND earlier.due_at <= now())
      AND NOT EXISTS (
        SELECT FROM chairside_attempt AS flying
        WHERE flying.from_number = waiting.from_number AND flying.to_number = waiting.to_number
          AND flying.settled_at IS NULL)
      AND NOT EXISTS (
        SELECT FROM chairside_textnumber AS paused
        WHERE paused.number = waiting.from_number AND paused.paused_at IS NOT NULL)
    ORDER BY waiting.lane, waiting.due_at, waiting.message_id
    LIMIT %(most)s
    FOR UPDATE OF waiting SKIP LOCKED)
RETURNING taken.message_id, taken.leased_until
"""


@dataclass(frozen=True, slots=True)
class Claim:
    """One text taken; the lease's end is also the proof that it is still ours."""

    message_id: UUID
    leased_until: datetime


def claim(most: int, counted: int = 0) -> list[Claim]:
    """Take up to `most` texts that are due, the soonest lane first; none from a database in safe mode.

    `counted` is how far the asking worker has seen the database count (models/continuity.py).
    """
    if not Continuity.objects.allows_sending(counted):
        return []
    with connection.cursor() as cursor:
        cursor.execute(CLAIM, {"lease": LEASE.total_seconds(), "most": most})
        return [Claim(*row) for row in cursor.fetchall()]
