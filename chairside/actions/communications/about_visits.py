"""Planned texts about visits: whether the visit still stands as planned, and what the text says."""

from collections import defaultdict
from collections.abc import Collection, Hashable, Sequence
from datetime import datetime
from uuid import UUID

from chairside.actions.communications.plan_visits import as_seen
from chairside.models import Appointment, Communication, PlannedMessage
from chairside.rules.communications import why
from chairside.rules.communications.kinds import State, Trigger
from chairside.rules.communications.leave import Terms, Verdict
from chairside.rules.communications.templates import Someone, fill, values
from chairside.rules.communications.visits import gone, nearness
from chairside.rules.communications.why import Why
from chairside.rules.consent_categories import Category
from chairside.rules.delivery import Lane


class AboutVisits:
    """The visits of these rows; one that is being changed at this moment is left for the next look."""

    def __init__(self, rows: Sequence[PlannedMessage]) -> None:
        ids = {row.appointment_id for row in rows if row.appointment_id}
        # never wait: who changes a visit waits for our rows, and two that wait for each other wait for ever
        free = Appointment.objects.select_for_update(skip_locked=True, of=("self",), no_key=True)
        self.visits = {visit.pk: visit for visit in free.filter(pk__in=ids)}

    def ready(self, row: PlannedMessage) -> bool:
        return row.appointment_id in self.visits

    def against(self, row: PlannedMessage, now: datetime) -> Why | None:
        communication = _communication(row)
        if communication.active_since is None and row.state == State.WAITING:
            return why.SWITCHED_OFF
        visit = self._visit(row)
        if (visit.patient_id, visit.location_id) != (row.patient_id, row.location_id):
            return why.ELSEWHERE
        if found := gone(communication.rule(now), as_seen(visit), row.occurrence, now):
            return found
        written_at = row.settled_at if row.state == State.SENT else None
        return why.OLD_TIME if written_at and visit.placed_at and visit.placed_at > written_at else None

    def overtaken(self, rows: Collection[PlannedMessage]) -> dict[UUID, Why]:
        """Of several that are due for one visit only the one nearest to it goes."""
        about: dict[UUID | None, list[PlannedMessage]] = defaultdict(list)
        for row in rows:
            about[row.appointment_id].append(row)
        yielding: dict[UUID, Why] = {}
        for rivals in about.values():
            winner = max(rivals, key=lambda row: nearness(_communication(row).rule(row.due_at), row.due_at))
            name = _communication(winner).name
            yielding |= {row.pk: why.overtaken(name) for row in rivals if row is not winner}
        return yielding

    def bundle(self, row: PlannedMessage) -> Hashable:
        day = row.location.clock(self._visit(row).starts_at).date()
        return (row.communication_id, row.location_id, row.patient.primary_contact_id, day)

    def otherwise(self, row: PlannedMessage, verdict: Verdict, now: datetime) -> Verdict:
        """There is no other way than a text."""
        return verdict

    def terms(self, row: PlannedMessage) -> Terms:
        communication = _communication(row)
        earliest, latest = communication.hours
        return Terms(
            category=Category(row.category),
            expires_at=row.expires_at,
            earliest=earliest,
            latest=latest,
            is_answer=communication.trigger == Trigger.CONFIRMED and self._visit(row).confirmed_by_text_id is not None,
        )

    def body(self, rows: Sequence[PlannedMessage], language: str, phone: str) -> str:
        first = rows[0]
        ordered = sorted(rows, key=lambda row: (self._visit(row).starts_at, row.patient_id))
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
        clock = row.location.clock
        today = clock(self._visit(row).starts_at).date() == clock(now).date()
        return Lane.SAME_DAY_REMINDER if today else Lane.REMINDER

    def released(self, rows: Sequence[PlannedMessage], now: datetime) -> None:
        asked = [self._visit(row).pk for row in rows if _communication(row).asks_confirmation]
        Appointment.objects.filter(pk__in=asked).update(reminded_at=now)

    def _visit(self, row: PlannedMessage) -> Appointment:
        return self.visits[row.appointment_id]  # type: ignore[index]

    def _someone(self, row: PlannedMessage) -> Someone:
        local = row.location.clock(self._visit(row).starts_at)
        return Someone(row.patient.given_name, row.patient.family_name, local)


def _communication(row: PlannedMessage) -> Communication:
    communication: Communication | None = row.communication
    if communication is None:
        raise LookupError("A planned text about a visit has no communication.")
    return communication
