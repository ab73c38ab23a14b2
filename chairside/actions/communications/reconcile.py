"""Bring planned rows to what is wanted now: one row for each rule, patient and occurrence, however often it runs."""

from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from chairside.models import Communication, PlannedMessage
from chairside.models.identifiers import new_id
from chairside.models.planned_message import kept
from chairside.rules.communications.kinds import State
from chairside.rules.communications.planning import Known, Step, step
from chairside.rules.communications.why import Why

AT_ONCE = 2000


@dataclass(frozen=True, slots=True)
class Wanted:
    """One text that a communication wants about a patient, or would want but for what speaks `against` it."""

    communication: Communication
    patient_id: UUID
    contact_id: UUID
    occurrence: str
    due_at: datetime
    until_at: datetime
    expires_at: datetime
    against: Why | None = None
    appointment_id: UUID | None = None
    # when the visit that it is about begins
    about_at: datetime | None = None
    recare_id: UUID | None = None

    @property
    def key(self) -> tuple[UUID, UUID, str]:
        return self.communication.pk, self.patient_id, self.occurrence


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

    def take(self, wanted: Wanted, row: PlannedMessage | None) -> None:
        known = Known(State(row.state), row.reason, row.due_at, row.expires_at) if row else None
        done = step(known, wanted.due_at, wanted.expires_at, wanted.against, self.now)
        if row is None:
            if done is not Step.NOTHING:
                self.new.append(_row(wanted, self.now))
        elif done is Step.TAKE_UP:
            self._take_up(row, wanted)
        elif done is Step.GIVE_UP and wanted.against:
            self.give_up(row, wanted.against)

    def give_up(self, row: PlannedMessage, reason: Why) -> None:
        said = f"{reason.code} {reason.sentence}"
        self.skipped[said].append(row.pk)
        self.reasons[said] = reason

    def write(self) -> None:
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


def _row(wanted: Wanted, now: datetime) -> PlannedMessage:
    communication = wanted.communication
    against = wanted.against
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
        reason=against.code if against else "",
        why=kept([against]) if against else [],
        settled_at=now if against else None,
    )
