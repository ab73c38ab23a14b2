"""Who of the demo is due again, the recare communications, and the texts that they have sent so far."""

from collections.abc import Mapping
from datetime import datetime, timedelta

from chairside.actions.communications.plan_recare import as_seen
from chairside.actions.demo.texts import note_settled, write_text
from chairside.actions.recare.first_types import make_first_types
from chairside.models import Communication, Location, Organization, Patient, PatientRecare, RecareType
from chairside.rules.communications.kinds import Kind, State, Trigger, Unit
from chairside.rules.communications.recare import wishes
from chairside.rules.communications.samples import ABOUT_RECARE
from chairside.rules.communications.templates import Someone, fill, language_of, values
from chairside.rules.communications.visits import Wish
from chairside.rules.opening_hours import OpeningHours
from chairside.rules.phones import as_written_here

LONG_AGO = timedelta(days=250)
HALF_A_YEAR = timedelta(days=182)
ADULT, CHILD = 0, 1

DUE = (
    # (office, patient, type, days from today): some are texted this week, some were, one is booked, one opted out
    ("Downtown", "Nadia Petrova", ADULT, 24),
    ("Downtown", "Ivan Petrov", ADULT, 24),
    ("Downtown", "Hana Suzuki", ADULT, 26),
    ("Downtown", "Clara Weiss", ADULT, 28),
    ("Downtown", "Omar Haddad", ADULT, 25),
    ("Downtown", "Grace Lin", ADULT, 14),
    ("Downtown", "Jonathan Bell", ADULT, -10),
    ("Downtown", "Priya Raman", ADULT, 20),
    ("Downtown", "Lucia Paz", CHILD, 25),
    ("Downtown", "Tomas Paz", CHILD, 25),
    ("Lakeside", "Sandra Yazzie", ADULT, 25),
    ("Lakeside", "Ruth Feldman", ADULT, 15),
    ("Lakeside", "Paula Ortega", CHILD, 27),
    ("Harbor", "Dana Whitfield", ADULT, 24),
)
RULES = (
    # name, type, trigger, amount, unit, how often again, switched on
    ("Time for a visit", ADULT, Trigger.BEFORE, 3, Unit.WEEKS, 2, True),
    ("Time for a child's visit", CHILD, Trigger.BEFORE, 3, Unit.WEEKS, 2, True),
    ("Long overdue", ADULT, Trigger.AFTER, 6, Unit.MONTHS, 0, False),
)


def write_recare(
    organization: Organization, offices: Mapping[str, Location], patients: Mapping[str, Patient], now: datetime
) -> None:
    """Make types, rules and due dates; note for each text that lies behind that it was sent."""
    types = make_first_types(organization)
    rules = {office: _rules(location, types, now) for office, location in offices.items()}
    for office, name, which, days in DUE:
        if office in offices:
            kept = _due(offices[office], patients[name], types[which], days, now)
            _note_sent(rules[office][which], kept, now)


def _rules(location: Location, types: list[RecareType], now: datetime) -> list[Communication]:
    return [
        Communication.objects.create(
            organization_id=location.organization_id,
            location=location,
            kind=Kind.RECARE,
            name=name,
            recare_type=types[which],
            trigger=trigger,
            amount=amount,
            unit=unit,
            repeat_amount=4 if again else 0,
            repeat_unit=Unit.WEEKS,
            repeat_most=again,
            english=ABOUT_RECARE.english,
            spanish=ABOUT_RECARE.spanish,
            active_since=now - LONG_AGO if active else None,
            created_at=now - LONG_AGO,
        )
        for name, which, trigger, amount, unit, again, active in RULES
    ]


def _due(location: Location, patient: Patient, kind: RecareType, days: int, now: datetime) -> PatientRecare:
    due_on = location.clock(now).date() + timedelta(days)
    return PatientRecare.objects.create(
        organization_id=location.organization_id,
        location=location,
        patient=patient,
        type=kind,
        due_on=due_on,
        last_on=due_on - HALF_A_YEAR,
        set_at=now - HALF_A_YEAR,
    )


def _note_sent(rule: Communication, kept: PatientRecare, now: datetime) -> None:
    zone = kept.location.zone
    for wish in wishes(rule.recare_rule(), as_seen(kept, ()), zone=zone, there=zone):
        left = OpeningHours.read(kept.location.hours, {}).opens_next(wish.leaves_at, zone)
        if left is not None and left < now:
            _note(rule, kept, wish, left)


def _note(rule: Communication, kept: PatientRecare, wish: Wish, left: datetime) -> None:
    contact = kept.patient.primary_contact
    message = write_text(rule.name, kept.location, contact, _body(rule, kept), left)
    note_settled(
        rule, kept.patient, contact, due_at=wish.due_at, recare=kept, occurrence=wish.occurrence,
        state=State.SENT, expires_at=wish.expires_at, message=message, settled_at=left,
    )  # fmt: skip


def _body(rule: Communication, kept: PatientRecare) -> str:
    patient, location = kept.patient, kept.location
    contact = patient.primary_contact
    language = language_of(contact.language)
    filled = values(
        language,
        contact=contact.given_name,
        patients=[Someone(patient.given_name, patient.family_name)],
        location=location.name,
        phone=as_written_here(location.text_number.number),
    )
    return fill(rule.wording.in_language(language), filled)
