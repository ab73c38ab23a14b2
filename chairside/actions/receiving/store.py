"""Write what a batch decided: a few statements for all its texts."""

from collections import Counter
from collections.abc import Sequence
from datetime import date, datetime
from uuid import UUID

from chairside.actions.communications.barred import skip_for_who_opted_out
from chairside.actions.communications.plan_visits import replan_visits
from chairside.actions.receiving.batch import Batch
from chairside.actions.receiving.following import (
    ANSWERED,
    CONFIRM,
    COUNT_STRANGERS,
    HOLD_BACK,
    PLANNED_FOR_SILENCED,
    REACHED,
    SILENCE,
    SILENCED_THREADS,
    TO_REPLAN,
)
from chairside.actions.receiving.insert import insert
from chairside.actions.receiving.rows import InboundRow, ThreadRow
from chairside.actions.receiving.sql import Rows, TwoWays, one_way
from chairside.actions.receiving.statements import RING, WRITE
from chairside.actions.receiving.way import Way
from chairside.live.changes import CHANGES, QUEUE, Change, Kind, pack
from chairside.models import Thread
from chairside.models.identifiers import new_id

SHOWN = (
    "last_at", "last_outgoing", "last_sender_id", "snippet", "last_media", "unread", "unanswered_since", "written_at",
    "done_at",
)  # fmt: skip


def store(ways: TwoWays, batch: Batch) -> None:
    """Write all rows of the batch on one way and ring; the order follows what refers to what."""
    is_all = not (batch.silenced or batch.confirmed)
    with ways.last() if is_all else one_way() as way:
        insert(way, [_thread(row, batch.now) for row in batch.new_threads])
        silenced = _silence(way, batch) if batch.silenced else None
        if batch.texts:
            _write_texts(way, batch)
        confirmed = _confirm(way, batch) if batch.confirmed else None
        _follow(way, batch)
        if batch.queued:
            way.send(RING, {"channel": QUEUE, "payload": ""})
    if silenced:
        silenced.follow(batch)
    if confirmed and (visits := [row[0] for row in confirmed]):
        replan_visits(visits, batch.now)
    if batch.audit:
        with ways.last() as way:
            insert(way, batch.audit)  # last: the chain's head stays locked until the end


def _thread(row: ThreadRow, now: datetime) -> Thread:
    return Thread(
        id=row.pk,
        organization_id=row.organization_id,
        location_id=row.location_id,
        contact_id=row.contact_id,
        number=row.number,
        created_at=now,
    )


def _write_texts(way: Way, batch: Batch) -> None:
    bell = {"channel": CHANGES, "payloads": list(pack(batch.changes))}
    way.send(WRITE, {"now": batch.now, **_columns(batch.texts), **_shown(list(batch.touched.values())), **bell})


def _columns(texts: Sequence[InboundRow]) -> dict[str, object]:
    return {
        "ids": [text.pk for text in texts],
        "organizations": [text.thread.organization_id for text in texts],
        "locations": [text.thread.location_id for text in texts],
        "threads": [text.thread.pk for text in texts],
        "bodies": [text.body for text in texts],
        "moments": [text.at for text in texts],
        "meanings": [text.reading.meaning.value for text in texts],
        "for_review": [text.reading.for_review for text in texts],
        "may_mean_appointment": [text.reading.may_mean_appointment for text in texts],
        "media": [text.media_count for text in texts],
        "carrier_ids": [text.carrier_id for text in texts],
    }


def _shown(threads: Sequence[ThreadRow]) -> dict[str, object]:
    """Bring each thread's row to what its newest text says."""
    return {"touched": [thread.pk for thread in threads]} | {
        name: [getattr(thread, name) for thread in threads] for name in SHOWN
    }


class _Silenced:
    """What an opt-out leaves to be done: which threads of the numbers there are, and whether anything is planned."""

    def __init__(self, threads: Rows, planned: Rows) -> None:
        self._threads = threads
        self._planned = planned

    def follow(self, batch: Batch) -> None:
        """Tell the screens, and skip what is planned."""
        with one_way() as way:
            _ring(way, [Change(Kind.THREAD, location_id, pk) for location_id, pk in self._threads])
        if any(row[0] for row in self._planned):
            skip_for_who_opted_out(batch.silenced, batch.now)


def _silence(way: Way, batch: Batch) -> _Silenced:
    """An opt-out takes what is queued for the number, at every location of the organization."""
    pairs = sorted(batch.silenced)
    numbers = {"organizations": [pair[0] for pair in pairs], "numbers": [pair[1] for pair in pairs]}
    way.send(SILENCE, {"now": batch.now, "code": OPTED_OUT_ERROR, **numbers})
    way.send(HOLD_BACK, {"channel": QUEUE, **numbers})
    return _Silenced(way.send(SILENCED_THREADS, numbers), way.send(PLANNED_FOR_SILENCED, numbers))


def _confirm(way: Way, batch: Batch) -> Rows:
    """Confirm the visits; gives those whose plan must be made anew."""
    visits = list(batch.confirmed)
    way.send(CONFIRM, {"now": batch.now, "visits": visits, "texts": list(batch.confirmed.values())})
    return way.send(TO_REPLAN, {"visits": visits})


def _follow(way: Way, batch: Batch) -> None:
    """Write what follows from some texts only."""
    for rows in (batch.said, batch.attachments, batch.queued, batch.consent_entries):
        insert(way, rows)
    insert(way, batch.tasks, once=True)
    if batch.reached:
        pairs = list(batch.reached)
        organizations, numbers = [pair[0] for pair in pairs], [pair[1] for pair in pairs]
        way.send(REACHED, {"organizations": organizations, "numbers": numbers, "moments": list(batch.reached.values())})
    if batch.answered:
        way.send(ANSWERED, {"now": batch.now, "tests": [test.pk for test in batch.answered]})
    if batch.strangers:
        way.send(COUNT_STRANGERS, _tallies(batch))


def _tallies(batch: Batch) -> dict[str, object]:
    """Add up per location: all that is kept of strangers is the day's count."""
    counts: Counter[tuple[UUID, UUID, date]] = Counter()
    for number, count in batch.strangers.items():
        counts[number.organization_id, number.location_id, batch.now.astimezone(number.zone).date()] += count
    return {
        "ids": [new_id() for _ in counts],
        "organizations": [key[0] for key in counts],
        "locations": [key[1] for key in counts],
        "days": [key[2] for key in counts],
        "strangers": list(counts.values()),
    }


def _ring(way: Way, changes: Sequence[Change]) -> None:
    for payload in pack(changes):
        way.send(RING, {"channel": CHANGES, "payload": payload})


# Twilio's code for "this number has opted out"; ours when we did not even ask
OPTED_OUT_ERROR = 21610
