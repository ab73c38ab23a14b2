"""Let a planned row say what a verdict said of it."""

import json
from collections.abc import Sequence
from datetime import datetime

from django.db import connection

from chairside.live.bell import ring
from chairside.live.changes import Change
from chairside.live.changes import Kind as Changed
from chairside.models import PlannedMessage
from chairside.models.planned_message import kept
from chairside.rules.communications.kinds import Kind, State
from chairside.rules.communications.leave import Verdict

# one prepared statement for all of them, in one round trip
WRITE = """
UPDATE chairside_plannedmessage
SET state = %s, reason = %s, why = %s, until_at = %s, settled_at = %s, channel = %s, message_id = NULL
WHERE id = %s
"""


def settle(row: PlannedMessage, verdict: Verdict, now: datetime) -> None:
    """Note, unsaved, until when a row waits, or that it is skipped, and why; no text of it is on its way."""
    row.message = None
    row.reason = verdict.against[0].code if verdict.against else ""
    row.why = kept(verdict.against)
    if verdict.until is not None:
        row.state, row.until_at, row.settled_at = State.WAITING.value, verdict.until, None
    else:
        row.state, row.settled_at = State.SKIPPED.value, now


def write_settled(rows: Sequence[PlannedMessage]) -> None:
    """Write down what was noted on rows that are locked; screens that show statements hear of theirs."""
    with connection.cursor() as cursor:
        cursor.executemany(
            WRITE,
            [
                (row.state, row.reason, json.dumps(row.why), row.until_at, row.settled_at, row.channel, row.pk)
                for row in rows
            ],
        )
    ring_statements(rows)


def ring_statements(rows: Sequence[PlannedMessage]) -> None:
    """Tell the screens that statements are at another point."""
    ring({Change(Changed.STATEMENT, row.location_id) for row in rows if row.kind == Kind.STATEMENT})
