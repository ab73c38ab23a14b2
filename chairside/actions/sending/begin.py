"""Write attempts down before they are made: from here on a text is never sent again by itself."""

import secrets
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from django.db import connection

from chairside.actions.communications.recheck import recheck
from chairside.actions.sending.claim import Claim
from chairside.actions.sending.database_time import database_time
from chairside.actions.sending.give_back import give_back
from chairside.actions.sending.short_transaction import short_transaction
from chairside.actions.sending.still_allowed import QueuedText, still_refused
from chairside.carriers.port import Account
from chairside.failpoint import ATTEMPT_COMMITTED, reach
from chairside.models import TextNumber
from chairside.models.arrays import literal
from chairside.models.identifiers import new_id
from chairside.rules.delivery import CALL_LIMIT, Lane
from chairside.rules.may_text import Code, Reason

# A worker that slept through its lease finds nothing here and does nothing. Each text is looked up by its key,
# whatever the planner believes of a queue that fills and empties.
MINE = """
SELECT queued.message_id, queued.lane, queued.to_number, queued.expires_at, queued.tries,
    message.organization_id, message.location_id, message.thread_id, message.sent_by_id,
    message.communication, message.body
FROM unnest(%(ids)s::uuid[], %(leases)s::timestamptz[]) AS claimed (message_id, leased_until)
CROSS JOIN LATERAL (
    SELECT * FROM chairside_queuedmessage AS waiting
    WHERE waiting.message_id = claimed.message_id AND waiting.leased_until = claimed.leased_until
      AND waiting.leased_until > now()
    FOR UPDATE) AS queued
JOIN chairside_message AS message ON message.id = queued.message_id
ORDER BY queued.from_number, queued.to_number
"""

# Should the pair have become taken meanwhile, the text stays in the queue. Should we die after the commit,
# check_at is when somebody looks what became of it.
WRITE = """
INSERT INTO chairside_attempt (id, organization_id, message_id, token, started_at, outcome, from_number, to_number,
    lane, expires_at, tries, check_at, checks)
SELECT id, organization_id, message_id, token, now(), '', from_number, to_number,
    lane, expires_at, tries, now() + make_interval(secs => %(limit)s), 0
FROM unnest(%(ids)s::uuid[], %(organizations)s::uuid[], %(messages)s::uuid[], %(tokens)s::text[], %(ours)s::text[],
    %(theirs)s::text[], %(lanes)s::smallint[], %(expiries)s::timestamptz[], %(tries)s::smallint[])
    AS new (id, organization_id, message_id, token, from_number, to_number, lane, expires_at, tries)
ON CONFLICT DO NOTHING
RETURNING id
"""

TAKE_OUT = "DELETE FROM chairside_queuedmessage WHERE message_id = ANY(%s::uuid[])"
LET_GO = "UPDATE chairside_queuedmessage SET leased_until = NULL WHERE message_id = ANY(%s)"

# what ends by itself: the number pauses, its queue is kept
KEPT = frozenset({Code.TEXT_NUMBER_PAUSED, Code.NO_TEXT_NUMBER})


@dataclass(frozen=True, slots=True, order=True)
class HandOver:
    """All that the carrier's adapter needs for one text; sorts by who goes first."""

    lane: Lane
    attempt_id: UUID
    token: str = field(compare=False)
    path_token: str = field(compare=False)
    account: Account = field(compare=False)
    from_number: str = field(compare=False)
    to_number: str = field(compare=False)
    body: str = field(compare=False)

    def __repr__(self) -> str:
        return f"HandOver({self.attempt_id})"


def begin(claims: Sequence[Claim], carrier_url: str) -> list[HandOver]:
    """Ask the gate again about each text and turn queue rows into attempts; those that may not leave fail."""
    hand_overs, refused = _begin(claims, carrier_url)
    if hand_overs:
        reach(ATTEMPT_COMMITTED)
    for text, reasons in refused:
        give_back(text, reasons)
    return hand_overs


@short_transaction()
def _begin(
    claims: Sequence[Claim], carrier_url: str
) -> tuple[list[HandOver], list[tuple[QueuedText, tuple[Reason, ...]]]]:
    mine = _planned_as_before(_mine(claims))
    reasons = still_refused(mine)
    free = [text for text in mine if not reasons[text.message_id]]
    hand_overs = _write(free, _numbers(free), carrier_url)
    held = [text for text in mine if KEPT & {reason.code for reason in reasons[text.message_id]}]
    _let_go(mine, held, hand_overs)
    refused = [(text, reasons[text.message_id]) for text in mine if reasons[text.message_id] and text not in held]
    return [one for one, _ in hand_overs], refused


def _mine(claims: Sequence[Claim]) -> list[QueuedText]:
    with connection.cursor() as cursor:
        cursor.execute(
            MINE,
            {
                "ids": literal([one.message_id for one in claims]),
                "leases": literal([one.leased_until for one in claims]),
            },
        )
        return [QueuedText(*row) for row in cursor.fetchall()]


def _planned_as_before(texts: Sequence[QueuedText]) -> list[QueuedText]:
    """Leave out automated texts that have to wait now, or whose cause has gone."""
    automated = [text.message_id for text in texts if text.sent_by_id is None]
    held = recheck(automated, database_time()) if automated else set()
    return [text for text in texts if text.message_id not in held]


def _numbers(texts: Sequence[QueuedText]) -> dict[UUID, TextNumber]:
    found = TextNumber.objects.filter(location_id__in={text.location_id for text in texts})
    return {number.location_id: number for number in found}


def _write(
    texts: Sequence[QueuedText], numbers: dict[UUID, TextNumber], carrier_url: str
) -> list[tuple[HandOver, UUID]]:
    if not texts:
        return []
    made = [(_hand_over(text, numbers[text.location_id], carrier_url), text) for text in texts]
    with connection.cursor() as cursor:
        cursor.execute(WRITE, _columns(made))
        written = {attempt_id for (attempt_id,) in cursor.fetchall()}
    return [(one, text.message_id) for one, text in made if one.attempt_id in written]


def _hand_over(text: QueuedText, number: TextNumber, carrier_url: str) -> HandOver:
    return HandOver(
        lane=Lane(text.lane),
        attempt_id=new_id(),
        token=secrets.token_urlsafe(24),
        path_token=number.path_token,
        account=Account(number.account_sid, number.auth_token, number.previous_auth_token, api_url=carrier_url),
        from_number=number.number,
        to_number=text.to_number,
        body=text.body,
    )


def _columns(made: Sequence[tuple[HandOver, QueuedText]]) -> dict[str, Any]:
    columns: dict[str, list[Any]] = {
        "ids": [one.attempt_id for one, _ in made],
        "organizations": [text.organization_id for _, text in made],
        "messages": [text.message_id for _, text in made],
        "tokens": [one.token for one, _ in made],
        "ours": [one.from_number for one, _ in made],
        "theirs": [one.to_number for one, _ in made],
        "lanes": [int(one.lane) for one, _ in made],
        "expiries": [text.expires_at for _, text in made],
        "tries": [text.tries + 1 for _, text in made],
    }
    return {"limit": CALL_LIMIT.total_seconds()} | {name: literal(values) for name, values in columns.items()}


def _let_go(mine: Sequence[QueuedText], held: Sequence[QueuedText], made: Sequence[tuple[HandOver, UUID]]) -> None:
    begun = {message_id for _, message_id in made}
    busy = [text for text in mine if text.message_id not in begun]
    with connection.cursor() as cursor:
        cursor.execute(TAKE_OUT, [literal(list(begun))])
        if busy:
            cursor.execute(LET_GO, [[text.message_id for text in busy]])
