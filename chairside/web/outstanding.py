"""The visits that a text which waits for an answer may be about, with the answers that are one click away."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from chairside.models import Appointment, Direction, Location, Message, Task, TaskKind, Thread
from chairside.models.prepared import Prepared
from chairside.rules.inbound import Meaning
from chairside.rules.rights import Right
from chairside.web.bubbles import visit_label
from chairside.web.labels import appointment_status

NEWEST = Prepared(
    lambda thread: (
        Message.objects.filter(thread=thread, direction=Direction.IN).only("id", "meaning").order_by("-id")[:1]
    )
)
ASKED = Prepared(
    lambda contact, now, place: (
        Appointment.objects.unconfirmed(now)
        .filter(patient__primary_contact=contact, location=place)
        .select_related("patient")
        .order_by("starts_at", "patient_id")
    )
)
TO_BE_CALLED = Prepared(
    lambda thread: Task.objects.to_do().filter(thread=thread, kind=TaskKind.CALL_BACK).only("pk")[:1]
)


@dataclass(frozen=True, slots=True)
class VisitAsked:
    """A reminded visit that nobody has confirmed."""

    visit: Appointment
    when: str
    status: str


@dataclass(frozen=True, slots=True)
class Outstanding:
    """What stands beside the contact's newest text."""

    visits: list[VisitAsked]
    message_id: UUID | None
    to_be_called: bool
    may_confirm: bool
    may_call: bool

    @property
    def version(self) -> str:
        """Changes when it must be drawn anew."""
        visits = " ".join(f"{one.visit.pk}{one.when}{one.status}" for one in self.visits)
        return f"{visits} {self.message_id} {self.to_be_called} {self.may_confirm} {self.may_call}"


def outstanding(rights: frozenset[Right], thread: Thread, location: Location, now: datetime) -> Outstanding:
    """Gather them; nothing unless an ordinary text of the contact waits for an answer."""
    newest = _newest(thread) if thread.unanswered_since and thread.is_open else None
    visits = (
        _visits(thread, location, now)
        if newest and newest.meaning in {Meaning.ORDINARY, Meaning.CONFIRMATION, ""}
        else []
    )
    called = bool(visits) and TO_BE_CALLED.any(thread.pk)
    return Outstanding(
        visits=visits,
        message_id=newest.pk if newest else None,
        to_be_called=called,
        may_confirm=Right.EDIT_SCHEDULE in rights,
        may_call=Right.MANAGE_INBOX in rights,
    )


def _newest(thread: Thread) -> Message | None:
    return NEWEST.first(thread.pk)


def _visits(thread: Thread, location: Location, now: datetime) -> list[VisitAsked]:
    return [
        VisitAsked(visit, visit_label(visit, location), appointment_status(visit.status))
        for visit in ASKED(thread.contact_id, now, location.pk)
    ]
