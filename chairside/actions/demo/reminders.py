"""The demo's rules of sending, and what came of them so far: nothing leaves by itself while one looks around."""

from datetime import datetime, timedelta

from chairside.actions.demo.texts import note_settled, write_text
from chairside.models import Appointment, Communication, Location, Message, Organization
from chairside.rules.communications.kinds import Kind, State, Trigger, Unit
from chairside.rules.communications.occurrence import of_start
from chairside.rules.communications.samples import ABOUT_VISITS
from chairside.rules.communications.templates import Someone, fill, language_of, values
from chairside.rules.phones import as_written_here

REMINDER = "Appointment reminder"
# name, trigger, amount, unit, asks for confirmation
OTHERS = (
    ("Day before", Trigger.BEFORE, 1, Unit.DAYS, True),
    ("Visit booked", Trigger.SCHEDULED, 0, Unit.DAYS, False),
    ("Visit confirmed", Trigger.CONFIRMED, 0, Unit.DAYS, False),
)
LONG_AGO = timedelta(days=200)


def write_reminders(organization: Organization, now: datetime) -> None:
    """Switch the reminder on at each location, and note for each visit that was reminded of which text did it."""
    for location in organization.locations.all():
        reminder = _rule(location, (REMINDER, Trigger.BEFORE, 3, Unit.DAYS, True), now, active=True)
        for other in OTHERS:
            _rule(location, other, now, active=False)
        coming = Appointment.objects.filter(location=location, starts_at__gt=now)
        for visit in coming.filter(reminded_at__isnull=False).select_related("patient__primary_contact"):
            _note(reminder, visit)


def _rule(
    location: Location, told: tuple[str, Trigger, int, Unit, bool], now: datetime, *, active: bool
) -> Communication:  # fmt: skip
    name, trigger, amount, unit, asks = told
    wording = ABOUT_VISITS[trigger]
    return Communication.objects.create(
        organization_id=location.organization_id,
        location=location,
        kind=Kind.APPOINTMENT,
        name=name,
        trigger=trigger,
        amount=amount,
        unit=unit,
        asks_confirmation=asks,
        english=wording.english,
        spanish=wording.spanish,
        active_since=now - LONG_AGO if active else None,
        created_at=now - LONG_AGO,
    )


def _note(reminder: Communication, visit: Appointment) -> None:
    due = visit.starts_at - timedelta(days=3)
    contact = visit.patient.primary_contact
    message = _written(visit) or write_text(REMINDER, visit.location, contact, _body(reminder, visit), due)
    note_settled(
        reminder, visit.patient, contact, due_at=due, appointment=visit, occurrence=of_start(visit.pk, visit.starts_at),
        state=State.SENT, expires_at=visit.starts_at - timedelta(hours=1), message=message, settled_at=message.at,
    )  # fmt: skip


def _written(visit: Appointment) -> Message | None:
    told = Message.objects.filter(
        thread__contact=visit.patient.primary_contact_id, location=visit.location_id, communication=REMINDER
    )
    return told.order_by("-at").first()


def _body(reminder: Communication, visit: Appointment) -> str:
    contact, location = visit.patient.primary_contact, visit.location
    language = language_of(contact.language)
    patient = Someone(visit.patient.given_name, visit.patient.family_name, location.clock(visit.starts_at))
    number = as_written_here(location.text_number.number)
    filled = values(language, contact=contact.given_name, patients=[patient], location=location.name, phone=number)
    return fill(reminder.wording.in_language(language), filled)
