"""Bring planned rows to what is wanted now: one row for each rule, patient and occurrence, however often it runs."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from datetime import datetime
from uuid import UUID

from chairside.actions.communications.barred import barred_now
from chairside.actions.communications.wanted import Wanted
from chairside.models import PlannedMessage
from chairside.models.identifiers import new_id
from chairside.models.planned_message import kept
from chairside.rules.communications.kinds import State
from chairside.rules.communications.planning import Known, Step, step
from chairside.rules.communications.why import BARRED, Why

AT_ONCE = 2000


Gone = Callable[[PlannedMessage], Why]


def reconcile(rows: Iterable[PlannedMessage], wanted: Iterable[Wanted], gone: Gone, now: datetime) -> None:
    """Plan what is new, give up what is gone and take up again what came back; what was sent stays as it is.

    `rows` are all that the wanted ones may meet, and those whose cause may have gone: `gone` says why.
    """
    known = {(row.communication_id, row.patient_id, row.occurrence): row for row in rows}
    changes = _Changes(now)
    for one in wanted:
        changes.take(one, known.pop(one.key, None))
    for row in known.values():
        if row.state == State.WAITING:
            changes.give_up(row, gone(row))
    changes.write()


class _Changes:
    """What a run of the planner changes, written in a few statements at its end."""

    def __init__(self, now: datetime) -> None:
        self.now = now
        self.new: list[PlannedMessage] = []
        self.timed: list[PlannedMessage] = []
        self.skipped: dict[str, list[UUID]] = defaultdict(list)
        self.reasons: dict[str, Why] = {}
        # wanted, and nobody has asked the gate yet: a new text, and one that the gate had barred
        self.asking: list[tuple[Wanted, PlannedMessage | None]] = []

    def take(self, wanted: Wanted, row: PlannedMessage | None) -> None:
        known = Known(State(row.state), row.reason, row.due_at, row.expires_at) if row else None
        done = step(known, wanted.due_at, wanted.expires_at, wanted.against, self.now, leaves_at=wanted.until_at)
        if done is Step.PLAN or (row is not None and done is Step.TAKE_UP and row.reason in BARRED):
            self.asking.append((wanted, row))
        elif row is None:
            if done is Step.NOTE:
                self.new.append(_row(wanted, self.now))
        elif done is Step.TAKE_UP or (done is Step.NOTHING and _may_leave_at_another_hour(row, wanted)):
            self._take_up(row, wanted)
        elif done is Step.GIVE_UP and wanted.against:
            self.give_up(row, wanted.against)

    def give_up(self, row: PlannedMessage, reason: Why) -> None:
        said = f"{reason.code} {reason.sentence}"
        self.skipped[said].append(row.pk)
        self.reasons[said] = reason

    def _ask(self) -> None:
        """A text that cannot go to this person as things stand says so at once; it is asked for again each time."""
        barred = barred_now([wanted for wanted, _ in self.asking], self.now)
        for (wanted, row), reasons in zip(self.asking, barred, strict=True):
            if row is None:
                self.new.append(_row(wanted, self.now, reasons))
            elif not reasons:
                self._take_up(row, wanted)

    def write(self) -> None:
        self._ask()
        unsent = PlannedMessage.objects.exclude(state=State.SENT)
        for said, ids in self.skipped.items():
            reason = self.reasons[said]
            unsent.filter(pk__in=ids).update(
                state=State.SKIPPED, reason=reason.code, why=kept([reason]), settled_at=self.now
            )
        columns = ["state", "reason", "why", "settled_at", "due_at", "until_at", "expires_at"]
        unsent.bulk_update(self.timed, columns, batch_size=AT_ONCE)
        # another run may have planned the same at this moment: its row is as good as ours
        PlannedMessage.objects.bulk_create(self.new, ignore_conflicts=True, batch_size=AT_ONCE)

    def _take_up(self, row: PlannedMessage, wanted: Wanted) -> None:
        row.state, row.reason, row.why, row.settled_at = State.WAITING.value, "", [], None
        row.due_at, row.until_at, row.expires_at = wanted.due_at, wanted.until_at, wanted.expires_at
        self.timed.append(row)


def _may_leave_at_another_hour(row: PlannedMessage, wanted: Wanted) -> bool:
    """Whether the hours have changed of a text that has not been looked at since it was planned."""
    return row.state == State.WAITING and not row.reason and not wanted.against and row.until_at != wanted.until_at


def _row(wanted: Wanted, now: datetime, barred: Sequence[Why] = ()) -> PlannedMessage:
    communication = wanted.communication
    against = (wanted.against,) if wanted.against else tuple(barred)
    return PlannedMessage(
        id=new_id(),
        organization_id=communication.organization_id,
        location_id=communication.location_id,
        kind=communication.kind,
        category=communication.category,
        communication=communication,
        patient_id=wanted.patient_id,
        occurrence=wanted.occurrence,
        contact_id=wanted.contact_id,
        appointment_id=wanted.appointment_id,
        recare_id=wanted.recare_id,
        state=State.SKIPPED if against else State.WAITING,
        due_at=wanted.due_at,
        until_at=wanted.until_at,
        expires_at=wanted.expires_at,
        reason=against[0].code if against else "",
        why=kept(against),
        settled_at=now if against else None,
    )
