"""Texts of ours that follow at once from a patient's: opted out, help, thank you."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.utils import timezone, translation
from django.utils.formats import date_format
from django.utils.translation import gettext, gettext_noop

from chairside.actions.receiving.rows import NumberRow, ThreadRow, VisitRow
from chairside.models import Direction, Message, QueuedMessage
from chairside.models.identifiers import new_id
from chairside.models.message import HELP_ANSWER, OPT_OUT_ANSWER
from chairside.rules.communications.templates import language_of
from chairside.rules.delivery import AUTOMATED_EXPIRY, Lane, Status

CONFIRMATION_ANSWER = gettext_noop("Confirmation answer")


@dataclass(frozen=True, slots=True)
class Answer:
    """A message and its place in the send queue."""

    message: Message
    queued: QueuedMessage


def opted_out(number: NumberRow, thread: ThreadRow, now: datetime) -> Answer:
    """Confirm an opt-out once, where the carrier does not do so itself."""
    body = gettext("%(organization)s: you will get no more texts from us. Text START to get them again.") % {
        "organization": number.organization
    }
    return written(number, thread, OPT_OUT_ANSWER, body, now)


def help_wanted(number: NumberRow, thread: ThreadRow, now: datetime) -> Answer:
    """Say who texts and how to end it, where the carrier does not do so itself."""
    body = gettext(
        "%(organization)s %(location)s: texts about your dental care. Reply here to reach us. STOP ends texts."
    ) % {"organization": number.organization, "location": number.location}
    return written(number, thread, HELP_ANSWER, body, now)


def confirmed(number: NumberRow, thread: ThreadRow, appointments: Sequence[VisitRow], now: datetime) -> Answer:
    """Thank for a confirmation and name what was confirmed, in the contact's language."""
    visits = sorted(appointments, key=lambda appointment: (appointment.starts_at, appointment.patient_id))
    first = visits[0]
    named = len(visits) > 1 or first.patient_id != thread.contact_id
    with translation.override(language_of(first.language)):
        body = gettext("Thank you, confirmed: %(when)s at %(organization)s %(location)s.") % {
            "when": "; ".join(_visit(visit, number, named=named) for visit in visits),
            "organization": number.organization,
            "location": number.location,
        }
    return written(number, thread, CONFIRMATION_ANSWER, body, now)


def _visit(visit: VisitRow, number: NumberRow, *, named: bool) -> str:
    when = date_format(timezone.localtime(visit.starts_at, number.zone), gettext("D, M j, g:i A"))
    return f"{visit.given_name}, {when}" if named else when


def written(number: NumberRow, thread: ThreadRow, communication: str, body: str, now: datetime) -> Answer:
    """Make the message and its place in the send queue."""
    message = Message(
        id=new_id(),
        organization_id=thread.organization_id,
        location_id=thread.location_id,
        thread_id=thread.pk,
        direction=Direction.OUT,
        body=body,
        at=now,
        communication=communication,
        status=Status.QUEUED,
        status_at=now,
    )
    return Answer(
        message,
        QueuedMessage(
            message=message,
            organization_id=thread.organization_id,
            lane=Lane.ANSWER,
            from_number=number.number,
            to_number=thread.number,
            due_at=now,
            expires_at=now + AUTOMATED_EXPIRY,
        ),
    )
