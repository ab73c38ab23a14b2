"""Rules of sending for tests, and what came of them."""

from datetime import timedelta

from chairside.actions.communications.plan import plan
from chairside.actions.communications.release import release_due
from chairside.models import Communication, Message, PlannedMessage
from tests.cast import NOW

REMINDER = "{location}: {patients} on {date} at {time}. Reply YES to confirm. STOP to opt out."
RECORDATORIO = "{location}: {patients}, {date} a las {time}. Responda YES para confirmar. STOP: no recibir más."


def rule(location, name="Reminder", trigger="before", **more):
    """Make a rule about visits that has been switched on for long."""
    more.setdefault("active_since", NOW - timedelta(days=30))
    more.setdefault("amount", 1)
    more.setdefault("asks_confirmation", trigger == "before")
    more.setdefault("english", REMINDER)
    more.setdefault("kind", "appointment")
    return Communication.objects.create(
        organization=location.organization,
        location=location,
        name=name,
        trigger=trigger,
        created_at=NOW - timedelta(days=30),
        **more,
    )


def run(now):
    """Plan, and release all that is due."""
    plan(now)
    while release_due(now):
        pass


def outbox():
    """Give every planned row as (patient, state, reason), in the order in which they are due."""
    rows = PlannedMessage.objects.select_related("patient").order_by("due_at", "occurrence", "patient__given_name")
    return [(row.patient.given_name, row.state, row.reason) for row in rows]


def texts():
    return list(Message.objects.exclude(communication="").order_by("id").values_list("body", flat=True))
