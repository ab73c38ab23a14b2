"""Planned texts as people read them: what became of each, and why."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from uuid import UUID

from django.utils.translation import gettext

from chairside.actions.communications.facts import Facts
from chairside.models import Patient, PlannedMessage
from chairside.models.planned_message import Channel
from chairside.rules.communications.kinds import State
from chairside.rules.communications.leave import Terms, leave
from chairside.rules.communications.why import Code, Why
from chairside.rules.consent_categories import Category
from chairside.rules.delivery import Status
from chairside.rules.delivery import words as status_words
from chairside.rules.may_text import Code as Gate
from chairside.web.communications.words import STATE_ICONS, STATES
from chairside.web.drawing import in_words
from chairside.web.reasons import reason_of

WITH = (
    "patient__primary_contact",
    "location",
    "communication",
    "campaign",
    "appointment",
    "recare__type",
    "message",
    "statement",
)
"""What rows must come with."""

ASKED_UNDER_PREFERENCES = {Code.NO_CONSENT.value, Gate.PREFERS_NO_TEXTS.value}
"""Reasons that somebody mends by asking the person, and noting the answer."""

LOST = {Status.FAILED, Status.UNDELIVERED}


@dataclass(frozen=True, slots=True)
class Line:
    """One planned text; moments are the location's own. `became` says it in a word or two, `why` in sentences."""

    row: PlannedMessage
    due: datetime
    visit: datetime | None
    due_on: date | None
    billed_on: date | None
    name: str
    state: str
    icon: str
    became: str
    at: datetime
    why: list[str]
    thread_id: UUID | None
    # whom to ask, where asking would help, and about what kind of text
    ask: Patient | None = None
    ask_about: str = ""

    @property
    def is_held(self) -> bool:
        """Whether it waits beyond the moment at which it was due."""
        return self.row.until_at > self.row.due_at


def lines(rows: Sequence[PlannedMessage], now: datetime | None = None) -> list[Line]:
    """Draw rows that come `WITH` what they refer to."""
    moment = now or datetime.now(UTC)
    waiting = [row for row in rows if row.state == State.WAITING]
    facts = Facts(waiting, moment) if waiting else None
    return [_line(row, facts) for row in rows]


def _line(row: PlannedMessage, facts: Facts | None) -> Line:
    clock = row.location.clock
    message = row.message
    settled = row.settled_at or row.until_at
    standing = _as_things_stand(row, facts) if _waits_for_a_text(row) and facts else []
    why = [_said(reason) for reason in row.reasons]
    if standing:
        why += [gettext("As things stand it will not be sent."), *(_said(reason) for reason in standing)]
    if message and message.status in LOST:
        why.append(" ".join(part for part in reason_of(message) if part))
    return Line(
        row=row,
        due=clock(row.due_at),
        visit=clock(row.appointment.starts_at) if row.appointment else None,
        due_on=row.recare.due_on if row.recare else None,
        billed_on=row.statement.dated if row.statement else None,
        name=_name(row),
        state=row.state,
        icon=STATE_ICONS[State(row.state)] if not (message and message.status in LOST) else "circle-alert",
        became=_became(row),
        at=clock(settled),
        why=why,
        thread_id=message.thread_id if message else None,
        ask=row.recipient if _is_asked_for(row, standing) else None,
        ask_about=row.category,
    )


def _waits_for_a_text(row: PlannedMessage) -> bool:
    return row.state == State.WAITING and row.channel == Channel.TEXT


def _is_asked_for(row: PlannedMessage, standing: Sequence[Why]) -> bool:
    return any(reason.code in ASKED_UNDER_PREFERENCES for reason in (*row.reasons, *standing))


def _name(row: PlannedMessage) -> str:
    named = row.communication or row.campaign
    return str(named.name) if named else ""


def _became(row: PlannedMessage) -> str:
    if row.state == State.SENT and row.message:
        return in_words(status_words(Status(row.message.status)))
    if row.state == State.SENT and row.channel == Channel.EMAIL:
        return gettext("Sent by email")
    return gettext(STATES[State(row.state)])


def _said(reason: Why) -> str:
    sentence = in_words(reason.sentence)
    return f"{sentence} {in_words(reason.remedy)}" if reason.remedy else sentence


def _as_things_stand(row: PlannedMessage, facts: Facts) -> Sequence[Why]:
    """Give what would keep it here if it were to leave as everything stands now."""
    terms = Terms(category=Category(row.category), expires_at=row.expires_at)
    verdict = leave(terms, replace(facts.setting(row), now=row.until_at))
    return () if verdict.waits else verdict.against
