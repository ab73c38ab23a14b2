"""Planned texts about recare: whether the patient is still due and has not booked, and what the text says."""

from collections.abc import Collection, Hashable, Sequence
from datetime import date, datetime
from uuid import UUID

from chairside.actions.communications.plan_recare import as_seen
from chairside.models import Communication, PatientRecare, PlannedMessage
from chairside.models.recare import booked_among
from chairside.rules.communications import why
from chairside.rules.communications.kinds import State
from chairside.rules.communications.leave import Terms, Verdict
from chairside.rules.communications.recare import MORNING, gone
from chairside.rules.communications.templates import Someone, fill, values
from chairside.rules.communications.why import Why
from chairside.rules.consent_categories import Category
from chairside.rules.delivery import Lane


class AboutRecare:
    """The due dates of these rows; one that is being changed at this moment is left for the next look."""

    def __init__(self, rows: Sequence[PlannedMessage]) -> None:
        free = PatientRecare.objects.select_for_update(skip_locked=True, of=("self",), no_key=True)
        self.recare = {one.pk: one for one in free.filter(pk__in={row.recare_id for row in rows if row.recare_id})}
        self._booked: set[UUID] | None = None

    def ready(self, row: PlannedMessage) -> bool:
        return row.recare_id in self.recare

    def against(self, row: PlannedMessage, now: datetime) -> Why | None:
        if _communication(row).active_since is None and row.state == State.WAITING:
            return why.SWITCHED_OFF
        if self._recare(row).due_on is None:
            return why.DUE_DATE_CHANGED
        if self._booked is None:
            self._booked = booked_among(self.recare.values(), now)
        return gone(as_seen(self._recare(row), self._booked), row.occurrence)

    def overtaken(self, rows: Collection[PlannedMessage]) -> dict[UUID, Why]:
        """Of several that are due for one patient's recare only the newest goes."""
        newest: dict[UUID | None, PlannedMessage] = {}
        for row in sorted(rows, key=lambda row: (row.due_at, row.pk)):
            newest[row.recare_id] = row
        return {
            row.pk: why.overtaken(_communication(winner).name)
            for row in rows
            if (winner := newest[row.recare_id]) is not row
        }

    def bundle(self, row: PlannedMessage) -> Hashable:
        day = row.location.clock(row.due_at).date()
        return (row.communication_id, row.location_id, row.patient.primary_contact_id, day)

    def otherwise(self, row: PlannedMessage, verdict: Verdict, now: datetime) -> Verdict:
        """There is no other way than a text."""
        return verdict

    def terms(self, row: PlannedMessage) -> Terms:
        earliest, latest = _communication(row).hours
        return Terms(
            category=Category(row.category),
            expires_at=row.expires_at,
            earliest=earliest,
            latest=latest,
            only_when_open=True,
        )

    def body(self, rows: Sequence[PlannedMessage], language: str, phone: str) -> str:
        first = rows[0]
        ordered = sorted(rows, key=lambda row: (self._due_on(row), row.patient_id))
        filled = values(
            language,
            contact=first.patient.primary_contact.called,
            patients=[self._someone(row) for row in ordered],
            location=first.location.name,
            phone=phone,
        )
        return fill(_communication(first).wording.in_language(language), filled)

    def name(self, row: PlannedMessage) -> str:
        return _communication(row).name

    def lane(self, row: PlannedMessage, now: datetime) -> Lane:
        return Lane.RECARE_AND_STATEMENT

    def released(self, rows: Sequence[PlannedMessage], now: datetime) -> None:
        """Nothing is noted on a due date: it changes with the next visit only."""

    def _recare(self, row: PlannedMessage) -> PatientRecare:
        return self.recare[row.recare_id]  # type: ignore[index]

    def _due_on(self, row: PlannedMessage) -> date:
        return as_seen(self._recare(row), ()).due_on

    def _someone(self, row: PlannedMessage) -> Someone:
        at = datetime.combine(self._due_on(row), MORNING, row.location.zone)
        return Someone(row.patient.given_name, row.patient.family_name, at)


def _communication(row: PlannedMessage) -> Communication:
    communication: Communication | None = row.communication
    if communication is None:
        raise LookupError("A planned text about recare has no communication.")
    return communication
