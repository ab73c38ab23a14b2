"""Release what is due: write the texts and put them into the send queue, each planned row once.

All of a batch is one transaction: killed at any point, either all of it happened or none, and the next
run takes up what is left. One release runs at a time; what somebody else holds is left for the next.
"""

from collections import defaultdict
from collections.abc import Hashable, Sequence
from datetime import datetime

from django.db import connection, transaction

from chairside.actions.communications.cause import Cause
from chairside.actions.communications.causes import CAUSES, cause_of
from chairside.actions.communications.facts import Facts
from chairside.actions.communications.settle import settle, write_settled
from chairside.actions.communications.write_texts import Bundle, write_texts
from chairside.models import Continuity, PlannedMessage
from chairside.rules.communications.leave import Verdict, leave

BATCH = 500

ONE_AT_A_TIME = 7_301_501
"""The database's advisory lock that a release holds."""


def release_due(now: datetime, most: int = BATCH) -> int:
    """Release up to `most` rows that are due; gives how many of them were decided."""
    if not Continuity.objects.allows_sending(0):
        # a restored database may not know what was sent after its backup: a person looks first
        return 0
    with transaction.atomic():
        if not alone():
            return 0
        rows = _due(now, most)
        return release_rows(rows, now) if rows else 0


def alone() -> bool:
    """Hold the lock of all releases until the transaction ends; False when another runs."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_xact_lock(%s)", [ONE_AT_A_TIME])
        return bool(cursor.fetchone()[0])


def _due(now: datetime, most: int) -> list[PlannedMessage]:
    """Lock what is due, and what may share a text with it though it is due later."""
    waiting = (
        PlannedMessage.objects.waiting()
        .filter(campaign__isnull=True)
        .select_for_update(skip_locked=True, of=("self",))
        .select_related("patient__primary_contact", "location", "communication")
    )
    due = list(waiting.filter(until_at__lte=now).order_by("until_at", "id")[:most])
    contacts = {row.patient.primary_contact_id for row in due}
    communications = {row.communication_id for row in due if row.communication_id}
    mates = waiting.filter(communication__in=communications, patient__primary_contact__in=contacts)
    late = waiting.filter(until_at__lte=now, patient__primary_contact__in=contacts)
    found = {row.pk: row for row in (*due, *mates, *late)} if communications else {row.pk: row for row in due}
    return list(found.values())


def release_rows(rows: Sequence[PlannedMessage], now: datetime) -> int:
    """Decide on these rows, which are locked, and write the texts of those that go; gives how many were decided."""
    round_ = _Round(rows, now)
    # what concerns a visit goes first: one text a day about a patient is the most
    for kind in sorted({row.kind for row in rows}, key=list(CAUSES).index):
        here = [row for row in rows if row.kind == kind]
        round_.take(cause_of(kind)(here), here)
    round_.write()
    return round_.decided


class _Round:
    """The decisions of one batch."""

    def __init__(self, rows: Sequence[PlannedMessage], now: datetime) -> None:
        self.now = now
        self.facts = Facts(rows, now)
        self.bundles: list[Bundle] = []
        self.settled: list[PlannedMessage] = []
        self.decided = 0

    def take(self, cause: Cause, rows: Sequence[PlannedMessage]) -> None:
        ready = [row for row in rows if cause.ready(row)]
        standing = [row for row in ready if not self._gone(cause, row)]
        yielding = cause.overtaken([row for row in standing if self._is_due(row)])
        bundles: dict[Hashable, list[PlannedMessage]] = defaultdict(list)
        for row in standing:
            if row.pk in yielding:
                self._settle(row, Verdict((yielding[row.pk],)))
            else:
                bundles[cause.bundle(row)].append(row)
        for bundle in bundles.values():
            self._bundle(cause, bundle)

    def write(self) -> None:
        left = write_texts(self.bundles, self.facts, self.now)
        self.decided += sum(len(bundle.rows) for bundle in self.bundles) - left
        write_settled(self.settled)
        self.decided += len(self.settled)

    def _gone(self, cause: Cause, row: PlannedMessage) -> bool:
        found = cause.against(row, self.now)
        if found:
            self._settle(row, Verdict((found,)))
        return found is not None

    def _bundle(self, cause: Cause, rows: Sequence[PlannedMessage]) -> None:
        """Let those go together who may; who is due and may not says why."""
        if not any(self._is_due(row) for row in rows):
            return
        going = []
        for row in rows:
            verdict = leave(cause.terms(row), self.facts.setting(row))
            if verdict.goes:
                going.append(row)
            elif self._is_due(row):
                self._settle(row, cause.otherwise(row, verdict, self.now))
        if any(self._is_due(row) for row in going):
            bundle = Bundle(cause, going)
            self.bundles.append(bundle)
            for row in going:
                self.facts.note_text(row, bundle.message_id)

    def _is_due(self, row: PlannedMessage) -> bool:
        return row.until_at <= self.now

    def _settle(self, row: PlannedMessage, verdict: Verdict) -> None:
        settle(row, verdict, self.now)
        self.settled.append(row)
