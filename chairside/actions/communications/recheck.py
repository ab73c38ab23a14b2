"""Look again at planned texts that are about to leave: those may wait now, or not be sent any more.

Asked inside the transaction that takes texts out of the send queue, with their queue rows locked. It
waits for nobody, so that two can never wait for each other.
"""

from collections import defaultdict
from collections.abc import Collection, Sequence
from datetime import datetime, timedelta
from uuid import UUID

from chairside.actions.communications.cause import Cause
from chairside.actions.communications.causes import cause_of
from chairside.actions.communications.facts import Facts
from chairside.actions.communications.settle import settle, write_settled
from chairside.live.bell import ring
from chairside.live.changes import Change, Kind
from chairside.models import Message, PlannedMessage, QueuedMessage, Thread
from chairside.models.planned_message import kept
from chairside.rules.communications import why
from chairside.rules.communications.leave import Verdict, leave
from chairside.rules.communications.why import Why
from chairside.rules.delivery import Status
from chairside.rules.wording import say

IN_A_MOMENT = timedelta(seconds=2)
"""When a visit is being changed as its text is about to leave, the text looks again after so long."""

NOTHING_TO_DO = say("Nothing needs to be done.")


def recheck(message_ids: Collection[UUID], now: datetime) -> set[UUID]:
    """Give those of the messages that may not leave now; they have gone back to wait, or are given up."""
    rows = _rows(message_ids) if message_ids else []
    if not rows:
        return set()
    verdicts = _verdicts(rows, now)
    together: dict[UUID, list[PlannedMessage]] = defaultdict(list)
    for row in rows:
        together[row.message_id].append(row)  # type: ignore[index]
    held = set()
    for message_id, mates in together.items():
        against = [verdicts[row.pk] for row in mates if not verdicts[row.pk].goes]
        if against:
            held.add(message_id)
            if all(verdict.waits for verdict in against):
                _wait(message_id, max(verdict.until for verdict in against if verdict.until))
            else:
                _give_up(message_id, mates, verdicts, now)
    return held


def _rows(message_ids: Collection[UUID]) -> list[PlannedMessage]:
    found = PlannedMessage.objects.filter(message_id__in=message_ids)
    return list(found.select_related("patient__primary_contact", "location", "communication", "message__thread"))


def _verdicts(rows: Sequence[PlannedMessage], now: datetime) -> dict[UUID, Verdict]:
    verdicts: dict[UUID, Verdict] = {}
    for numbers, mates in _by_number(rows):
        facts = Facts(mates, now, numbers)
        for kind in {row.kind for row in mates}:
            here = [row for row in mates if row.kind == kind]
            cause = cause_of(kind)(here)
            verdicts |= {row.pk: _verdict(row, cause, facts, now) for row in here}
    return verdicts


def _by_number(rows: Sequence[PlannedMessage]) -> list[tuple[dict[UUID, str], list[PlannedMessage]]]:
    """Split the rows, mostly into one part, so that each contact has one number in each.

    A text goes to the number of its thread, whatever the record says by now.
    """
    parts: list[tuple[dict[UUID, str], list[PlannedMessage]]] = []
    for row in rows:
        number = row.message.thread.number
        for numbers, mates in parts:
            if numbers.setdefault(row.contact_id, number) == number:
                mates.append(row)
                break
        else:
            parts.append(({row.contact_id: number}, [row]))
    return parts


def _verdict(row: PlannedMessage, cause: Cause, facts: Facts, now: datetime) -> Verdict:
    if not cause.ready(row):
        return Verdict((why.BEING_CHANGED,), now + IN_A_MOMENT)
    if row.contact_id != row.recipient.pk:
        return Verdict((why.CONTACT_CHANGED,))
    if gone := cause.against(row, now):
        return Verdict((gone,))
    return leave(cause.terms(row), facts.setting(row))


def _wait(message_id: UUID, until: datetime) -> None:
    QueuedMessage.objects.filter(message_id=message_id).update(due_at=until, leased_until=None)


def _give_up(
    message_id: UUID, rows: Sequence[PlannedMessage], verdicts: dict[UUID, Verdict], now: datetime
) -> None:  # fmt: skip
    """Take the text back before it left; what it said of others is released anew."""
    thread = Thread.objects.get(messages=message_id)
    skipped = [row for row in rows if not verdicts[row.pk].goes and not verdicts[row.pk].waits]
    for row in rows:
        is_over = row in skipped and not _is_wanted_anew(verdicts[row.pk])
        settle(row, verdicts[row.pk] if is_over else Verdict((), now), now)
    write_settled(rows)
    QueuedMessage.objects.filter(message_id=message_id).delete()
    _mark_failed(message_id, verdicts[skipped[0].pk].against[0], now)
    ring([Change(Kind.THREAD, thread.location_id, thread.pk)])


def _is_wanted_anew(verdict: Verdict) -> bool:
    """What is wrong is the text alone: its row is looked at again at once, and another text written."""
    return verdict.against[0] in (why.CONTACT_CHANGED, why.OLD_TIME)


def _mark_failed(message_id: UUID, reason: Why, now: datetime) -> None:
    """Say under the text why it was taken back; it is no work for anybody, so no list of work gets it."""
    words = [kept([reason])[0]["sentence"], {"text": (reason.remedy or NOTHING_TO_DO).text, "values": {}}]
    Message.objects.filter(pk=message_id).update(status=Status.FAILED, status_at=now, failure=words)
