"""Write what the demo's rules of sending did some time ago: the texts, and the rows that tell of them."""

from datetime import datetime

from chairside.models import Communication, Direction, Location, Message, Patient, Phone, PlannedMessage, Thread
from chairside.models.identifiers import id_at
from chairside.models.thread import SNIPPET_LENGTH
from chairside.rules.delivery import Status


def write_text(communication: str, location: Location, contact: Patient, body: str, at: datetime) -> Message:
    """Put it into the contact's thread, delivered, as the last one unless something came later."""
    thread = _thread(location, contact, at)
    message = Message.objects.create(
        id=id_at(at),
        organization_id=location.organization_id,
        location_id=location.pk,
        thread=thread,
        direction=Direction.OUT,
        body=body,
        at=at,
        communication=communication,
        status=Status.DELIVERED,
        status_at=at,
    )
    if thread.last_at is None or thread.last_at < at:
        Thread.objects.filter(pk=thread.pk).update(
            last_at=at, last_outgoing=True, last_sender=None, snippet=body[:SNIPPET_LENGTH], written_at=at
        )
    return message


def note_settled(
    rule: Communication, patient: Patient, contact: Patient, *, due_at: datetime, **became: object
) -> PlannedMessage:
    """Note a planned text that was decided about: its occurrence, what it is about, and what became of it."""
    made: PlannedMessage = PlannedMessage.objects.create(
        organization_id=rule.organization_id,
        location_id=rule.location_id,
        kind=rule.kind,
        category=rule.category,
        communication=rule,
        patient=patient,
        contact=contact,
        due_at=due_at,
        until_at=due_at,
        **became,
    )
    return made


def _thread(location: Location, contact: Patient, at: datetime) -> Thread:
    phone = Phone.objects.first_mobile_of(contact.pk)
    if phone is None:
        raise LookupError("Somebody of the demo was texted without a number.")
    thread, _ = Thread.objects.get_or_create(
        location=location,
        contact=contact,
        number=phone.number,
        defaults={"id": id_at(at), "organization_id": location.organization_id, "created_at": at},
    )
    return thread
