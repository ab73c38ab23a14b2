"""Write down a conversation of the demo as if it had taken place."""

from datetime import UTC, datetime, time, timedelta

from chairside.actions.demo.conversations import Talk
from chairside.models import Appointment, Direction, Location, Message, Patient, Phone, Thread, Undeliverable, User
from chairside.models.identifiers import id_at
from chairside.models.thread import SNIPPET_LENGTH
from chairside.rules.delivery import Status
from chairside.rules.inbound import Meaning, read


def write_talk(talk: Talk, location: Location, contact: Patient, users: dict[str, User], now: datetime) -> None:
    """Write the thread and its messages."""
    phone = Phone.objects.filter(patient=contact, type="mobile").order_by("position").get()
    moments = [_moment(when, location, now) for when, _, _ in talk.lines]
    thread = Thread.objects.create(
        id=id_at(moments[0]),
        organization_id=location.organization_id,
        location=location,
        contact=contact,
        number=phone.number,
        created_at=moments[0],
    )
    messages = [
        _message(line, moment, thread, users, talk.error_code) for line, moment in zip(talk.lines, moments, strict=True)
    ]
    Message.objects.bulk_create(messages)
    _close(thread, messages, talk)


def _moment(when: str | float, location: Location, now: datetime) -> datetime:
    if isinstance(when, str):
        days, clock = when.split()
        day = location.clock(now).date() - timedelta(int(days))
        return datetime.combine(day, time.fromisoformat(clock), location.zone).astimezone(UTC)
    return now - timedelta(minutes=when)


def _message(
    line: tuple[str | float, str, str],
    at: datetime,
    thread: Thread,
    users: dict[str, User],
    error_code: int | None,
) -> Message:
    _, who, body = line
    message = Message(
        id=id_at(at),
        organization_id=thread.organization_id,
        location_id=thread.location_id,
        thread=thread,
        body=body,
        at=at,
        status_at=at,
    )
    if who == "<":
        message.direction, message.status = Direction.IN, Status.RECEIVED
        message.meaning = _meaning(body, thread, at)
        return message
    message.direction = Direction.OUT
    message.status = Status.UNDELIVERED if error_code else Status.DELIVERED
    message.error_code = error_code
    if who.startswith("!"):
        message.communication = who[1:]
    else:
        message.sent_by = users[who]
    return message


def _meaning(body: str, thread: Thread, at: datetime) -> str:
    visits = Appointment.objects.filter(
        patient__primary_contact=thread.contact_id, status="confirmed", starts_at__gt=at
    )
    return read(body, opted_out=False, reminder_outstanding=visits.exists()).meaning


def _close(thread: Thread, messages: list[Message], talk: Talk) -> None:
    """Bring the thread's row to what its messages say."""
    last = messages[-1]
    ours = [message for message in messages if message.direction == Direction.OUT]
    thread.last_at = last.at
    thread.last_outgoing = last.direction == Direction.OUT
    thread.last_sender = last.sent_by
    thread.snippet = last.body[:SNIPPET_LENGTH]
    thread.unread = talk.unread
    thread.written_at = ours[-1].at if ours else None
    if last.direction == Direction.IN and last.meaning == Meaning.ORDINARY and _wants_an_answer(last):
        thread.unanswered_since = last.at
    if talk.error_code:
        thread.undeliverable_at = last.at
        Undeliverable.objects.bulk_create(
            Undeliverable(message=one, organization_id=one.organization_id, thread=thread, since=one.at)
            for one in ours
            if one.error_code
        )
    thread.save(
        update_fields=[
            "last_at", "last_outgoing", "last_sender", "snippet", "unread", "written_at",
            "unanswered_since", "undeliverable_at",
        ]
    )  # fmt: skip
    for message in messages:
        if message.meaning == Meaning.CONFIRMATION:
            Appointment.objects.filter(
                patient__primary_contact=thread.contact_id,
                status="confirmed",
                starts_at__gt=message.at,
            ).update(confirmed_by_text=message)


def _wants_an_answer(message: Message) -> bool:
    """The demo shows a handful of open questions, not every old thank-you."""
    return "?" in message.body or "afternoon" in message.body or "Wednesday" in message.body
