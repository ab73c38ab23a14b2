"""What a backup holds as waiting, and what has left all the same since the backup was made."""

from datetime import datetime, timedelta

from django.db.models import Q

from chairside.models import Appointment, Email, EmailState, Message, PlannedMessage, ScheduledMessage, Thread
from chairside.models.scheduled_message import ScheduledState
from chairside.rules.communications.kinds import Kind, State

SOON = timedelta(minutes=1)  # by so much the carrier's clock may be behind the database's


def note_as_left(message: Message, thread: Thread) -> None:
    """Take a text that the carrier has sent for what was due to this contact by then: nobody gets it a second time.

    Which of them it was, and whether it was not a reply written since, nobody can tell: better one too few, and
    the row leads to the text that is meant.
    """
    by_then = message.at + SOON
    statements = Q(kind=Kind.STATEMENT, patient=thread.contact_id)
    others = ~Q(kind=Kind.STATEMENT) & Q(patient__primary_contact=thread.contact_id)
    due = PlannedMessage.objects.waiting().filter(
        statements | others, location=thread.location_id, until_at__lte=by_then
    )
    visits = list(due.filter(communication__asks_confirmation=True).values_list("appointment", flat=True))
    PlannedMessage.objects.filter(pk__in=list(due.values_list("pk", flat=True))).update(
        state=State.SENT, message=message, contact=thread.contact_id, settled_at=message.at, reason="", why=[]
    )
    Appointment.objects.filter(pk__in=visits, reminded_at=None).update(reminded_at=message.at)
    ScheduledMessage.objects.waiting().filter(thread=thread, body=message.body, due_at__lte=by_then).update(
        state=ScheduledState.SENT, message=message, settled_at=message.at
    )


def hold_back_emails(safe_since: datetime) -> None:
    """Take what waited in the backup for emails that were cut off: no list tells whether they have arrived."""
    Email.objects.filter(state=EmailState.WAITING, due_at__lte=safe_since).update(state=EmailState.SENDING)
