"""How much waits in the house, and for how long: numbers only, of all organizations together."""

from collections.abc import Mapping
from dataclasses import dataclass

from django.db.backends.utils import CursorWrapper

from chairside.rules.delivery import Lane, Outcome

QUEUE = """
SELECT lane, count(*), coalesce(extract(epoch FROM now() - min(due_at) FILTER (WHERE due_at <= now())), 0)
FROM chairside_queuedmessage GROUP BY lane
"""

ATTEMPTS = """
SELECT count(*) FILTER (WHERE outcome <> %(unknown)s), count(*) FILTER (WHERE outcome = %(unknown)s)
FROM chairside_attempt WHERE settled_at IS NULL
"""

NUMBERS = "SELECT count(*), count(paused_at) FROM chairside_textnumber"

HEARTBEATS = "SELECT name, extract(epoch FROM now() - at) FROM chairside_heartbeat"


@dataclass(frozen=True, slots=True)
class Queue:
    """The texts of one lane that wait; `oldest` is how many seconds the oldest that is due has waited."""

    waiting: int = 0
    oldest: float = 0.0


@dataclass(frozen=True, slots=True)
class Workload:
    """What waits, what is open, and how long ago each unseen process gave a sign of life (seconds)."""

    queues: Mapping[Lane, Queue]
    attempts_in_flight: int
    attempts_unknown: int
    numbers: int
    numbers_paused: int
    heartbeats: Mapping[str, float]


def workload(cursor: CursorWrapper) -> Workload:
    """Count, by the database's clock."""
    cursor.execute(QUEUE)
    waiting = {lane: Queue(count, float(oldest)) for lane, count, oldest in cursor.fetchall()}
    cursor.execute(ATTEMPTS, {"unknown": Outcome.UNKNOWN})
    in_flight, unknown = cursor.fetchone()
    cursor.execute(NUMBERS)
    numbers, paused = cursor.fetchone()
    cursor.execute(HEARTBEATS)
    heartbeats = {name: float(age) for name, age in cursor.fetchall()}
    return Workload(
        {lane: waiting.get(lane, Queue()) for lane in Lane}, in_flight, unknown, numbers, paused, heartbeats
    )
