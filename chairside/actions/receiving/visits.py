"""What a text does to the visits of the reminder that it answers: whom it confirms, and what is left to a person."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from chairside.actions.receiving.rows import InboundRow, VisitRow
from chairside.models import Task, TaskKind
from chairside.models.identifiers import new_id
from chairside.rules.communications.confirmation import Asked, by_person
from chairside.rules.inbound import Meaning, Reading


@dataclass(frozen=True, slots=True)
class AboutVisits:
    """The visits that a text confirms, and those that it leaves to a person."""

    confirmed: Sequence[VisitRow] = ()
    rest: Sequence[VisitRow] = ()


def newest_reminder(awaiting: Sequence[VisitRow]) -> list[VisitRow]:
    """Give the visits of the reminder that went last, in the order in which its text lists them."""
    asked = [visit for visit in awaiting if visit.reminded_at == max(one.reminded_at for one in awaiting)]
    return sorted(asked, key=lambda visit: (visit.starts_at, visit.patient_id))


def about_visits(body: str, reading: Reading, asked: Sequence[VisitRow]) -> AboutVisits:
    """Judge a text: a plain confirmation is for all of the reminder, one that names people for those."""
    if reading.meaning is Meaning.CONFIRMATION:
        return AboutVisits(confirmed=asked)
    if reading.meaning is not Meaning.ORDINARY or reading.for_review:
        return AboutVisits()
    answer = by_person(body, [Asked(visit.pk, visit.patient_id, visit.given_name) for visit in asked])
    if answer is None:
        return AboutVisits()
    return AboutVisits(
        [visit for visit in asked if visit.pk in answer.confirmed],
        [visit for visit in asked if visit.pk in answer.rest],
    )


def tasks_of(text: InboundRow, found: AboutVisits, asked: Sequence[VisitRow], now: datetime) -> list[Task]:
    """Make what a person has to do: ask about the rest, or whether the visit stands at all."""
    tasks = [_task(TaskKind.REST_OF_REMINDER, text, visit, now) for visit in found.rest]
    if text.reading.may_mean_appointment:
        tasks.append(_task(TaskKind.MAY_MEAN_APPOINTMENT, text, asked[0] if asked else None, now))
    return tasks


def _task(kind: TaskKind, text: InboundRow, visit: VisitRow | None, now: datetime) -> Task:
    return Task(
        id=new_id(),
        organization_id=text.thread.organization_id,
        location_id=text.thread.location_id,
        kind=kind,
        thread_id=text.thread.pk,
        message_id=text.pk,
        appointment_id=visit.pk if visit else None,
        created_at=now,
    )
