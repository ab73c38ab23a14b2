"""Recare communications: planned once, sent while open, ended by a booking; due dates follow the visits."""

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from chairside.actions.recare.keep_recare_type import NameTaken, RecareFacts, change_recare_type, make_recare_type
from chairside.actions.recare.note_visit import note_visit
from chairside.actions.recare.set_due_date import set_due_date
from chairside.actions.schedule.book import Booking, make_appointment
from chairside.actions.schedule.set_appointment_status import set_appointment_status
from chairside.models import Appointment, Communication, Operatory, PatientRecare, PlannedMessage, RecareType
from chairside.rules.communications.kinds import Unit
from chairside.rules.patients import AppointmentStatus
from tests.actions.communications import outbox, run, texts
from tests.actions.communications import rule as reminder_rule
from tests.cast import NOW

pytestmark = pytest.mark.django_db
CHICAGO = ZoneInfo("America/Chicago")
WEEK = {str(day): [["08:00", "17:00"]] for day in range(5)}
TODAY = date(2026, 11, 23)


@pytest.fixture
def cleaning(cast):
    type(cast.downtown).objects.filter(pk=cast.downtown.pk).update(hours=WEEK)
    return RecareType.objects.create(
        organization=cast.cedar, name="Adult cleaning", amount=6, unit="months", codes=["D1110"]
    )


def rule(cast, cleaning, **more):
    more.setdefault("trigger", "before")
    more.setdefault("amount", 1)
    more.setdefault("unit", "days")
    return Communication.objects.create(
        organization=cast.cedar,
        location=cast.downtown,
        kind="recare",
        name="Time for a visit",
        recare_type=cleaning,
        english="{first_name}, it is time for a visit of {patients} at {location}. Call {phone}.",
        created_at=NOW - timedelta(days=300),
        active_since=NOW - timedelta(days=300),
        **more,
    )


def due(cast, cleaning, patient, on=TODAY + timedelta(1), **more):
    more.setdefault("set_at", NOW - timedelta(days=180))
    return PatientRecare.objects.create(
        organization=cast.cedar, location=cast.downtown, patient=patient, type=cleaning, due_on=on, **more
    )


def at(day, hour, minute=0):
    return datetime.combine(day, datetime.min.time(), CHICAGO).replace(hour=hour, minute=minute)


def test_a_patient_who_is_due_is_texted_once(cast, cleaning):
    rule(cast, cleaning)
    due(cast, cleaning, cast.person("Ken Ito", "+13125550121"))
    for _ in range(3):
        run(at(TODAY, 9))
    assert outbox() == [("Ken", "sent", "")]
    assert texts()[0].startswith("Ken, it is time for a visit of Ken at Downtown. Call (312) 555-0190.")


def test_siblings_who_are_due_on_one_day_get_one_text(cast, cleaning):
    rule(cast, cleaning)
    mother = cast.person("Rosa Paz", "+13125550112")
    for name in ("Leo Paz", "Mia Paz"):
        due(cast, cleaning, cast.person(name, contact=mother))
    run(at(TODAY, 9))
    assert [state for _, state, _ in outbox()] == ["sent", "sent"]
    assert len(texts()) == 1
    assert "Leo and Mia" in texts()[0]


def test_while_the_location_is_closed_it_waits_for_the_next_opening(cast, cleaning):
    rule(cast, cleaning, amount=0)
    saturday = date(2026, 11, 28)
    due(cast, cleaning, cast.person("Ken Ito", "+13125550121"), saturday)
    run(at(saturday, 9, 30))
    row = PlannedMessage.objects.get()
    assert (row.state, row.reason) == ("waiting", "closed")
    assert row.until_at == at(date(2026, 11, 30), 8)
    run(at(date(2026, 11, 30), 8, 1))
    assert outbox() == [("Ken", "sent", "")]


@pytest.mark.parametrize("codes", [["D1110"], [], ["D0120", "D1110"]])
def test_who_has_such_a_visit_ahead_is_not_texted(cast, cleaning, codes):
    rule(cast, cleaning)
    ken = cast.person("Ken Ito", "+13125550121")
    due(cast, cleaning, ken)
    visit = cast.visit(ken, hours=24 * 20)
    Appointment.objects.filter(pk=visit.pk).update(codes=codes)
    run(at(TODAY, 9))
    assert texts() == []


def test_a_visit_of_another_kind_does_not_count(cast, cleaning):
    rule(cast, cleaning)
    ken = cast.person("Ken Ito", "+13125550121")
    due(cast, cleaning, ken)
    Appointment.objects.filter(pk=cast.visit(ken, hours=24 * 20).pk).update(codes=["D2740"])
    run(at(TODAY, 9))
    assert len(texts()) == 1


def test_repetition_ends_with_a_booking(cast, cleaning):
    rule(cast, cleaning, trigger="after", amount=0, repeat_amount=1, repeat_unit="weeks", repeat_most=3)
    ken = cast.person("Ken Ito", "+13125550121")
    due(cast, cleaning, ken, TODAY)
    run(at(TODAY, 9))
    run(at(TODAY + timedelta(7), 9))
    assert len(texts()) == 2
    cast.visit(ken, hours=24 * 40)
    for weeks in (2, 3, 4):
        run(at(TODAY + timedelta(7 * weeks), 9))
    assert len(texts()) == 2
    assert [state for _, state, _ in outbox()].count("sent") == 2


def test_another_due_date_takes_the_planned_text_with_it(cast, cleaning):
    rule(cast, cleaning)
    ken = cast.person("Ken Ito", "+13125550121")
    due(cast, cleaning, ken, TODAY + timedelta(5))
    run(at(TODAY, 9))
    assert outbox() == [("Ken", "waiting", "")]
    set_due_date(ken, cleaning, TODAY + timedelta(7), cast.downtown, by=cast.ben, now=at(TODAY, 10))
    assert outbox() == [("Ken", "skipped", "due_date_changed"), ("Ken", "waiting", "")]


def test_a_due_date_entered_late_sends_nothing_but_says_so(cast, cleaning):
    rule(cast, cleaning)
    ken = cast.person("Ken Ito", "+13125550121")
    set_due_date(ken, cleaning, TODAY - timedelta(2), cast.downtown, by=cast.ben, now=at(TODAY, 10))
    run(at(TODAY, 11))
    assert outbox() == [("Ken", "skipped", "due_date_late")]
    assert texts() == []


def test_a_completed_visit_sets_the_next_due_date(cast, cleaning):
    ken = cast.person("Ken Ito", "+13125550121")
    visit = cast.visit(ken, hours=-2)
    visit.codes = ["D0120", "D1110"]
    note_visit(visit, NOW)
    kept = PatientRecare.objects.get(patient=ken)
    assert (kept.due_on, kept.last_on, kept.location) == (date(2027, 5, 23), TODAY, cast.downtown)


def test_setting_a_visit_complete_counts_its_recare(cast, cleaning):
    visit = cast.visit(cast.person("Ken Ito", "+13125550121"), hours=-2)
    Appointment.objects.filter(pk=visit.pk).update(codes=["D1110"])
    set_appointment_status(visit, AppointmentStatus.COMPLETE, by=cast.ana, now=NOW)
    assert PatientRecare.objects.get(patient=visit.patient_id).due_on == date(2027, 5, 23)


def test_booking_a_visit_ends_the_planned_text_at_once_and_breaking_it_brings_it_back(cast, cleaning):
    rule(cast, cleaning)
    ken = cast.person("Ken Ito", "+13125550121")
    due(cast, cleaning, ken, TODAY + timedelta(5))
    run(at(TODAY, 9))
    chair = Operatory.objects.create(organization=cast.cedar, location=cast.downtown, name="Operatory 1")
    starts = at(TODAY + timedelta(20), 10)
    booking = Booking(starts, starts + timedelta(hours=1), chair, None, codes=("D1110",))
    visit = make_appointment(cast.downtown, ken, booking, by=cast.ana, now=at(TODAY, 10))
    assert outbox() == [("Ken", "skipped", "booked")]
    set_appointment_status(visit, AppointmentStatus.BROKEN, by=cast.ana, now=at(TODAY, 11))
    assert outbox() == [("Ken", "waiting", "")]


def test_an_older_visit_completed_late_sets_nothing_back(cast, cleaning):
    ken = cast.person("Ken Ito", "+13125550121")
    for hours in (-2, -24 * 90):
        visit = cast.visit(ken, hours=hours)
        visit.codes = ["D1110"]
        note_visit(visit, NOW)
    assert PatientRecare.objects.get(patient=ken).due_on == date(2027, 5, 23)


def test_another_organizations_types_are_not_touched(cast, cleaning):
    zoe = cast.person("Greta Olsen", "+12065550150", organization=cast.birch)
    visit = cast.visit(zoe, hours=-2, location=cast.harbor)
    visit.codes = ["D1110"]
    note_visit(visit, NOW)
    assert not PatientRecare.objects.filter(patient=zoe).exists()


def test_types_have_one_name_each(cast, cleaning):
    facts = RecareFacts("Adult cleaning", 4, Unit.MONTHS, ("D4910",))
    with pytest.raises(NameTaken):
        make_recare_type(facts, cast.downtown, by=cast.ben, now=NOW)
    change_recare_type(cleaning, facts, cast.downtown, by=cast.ben, now=NOW)
    cleaning.refresh_from_db()
    assert (cleaning.amount, cleaning.codes) == (4, ["D4910"])


def _prebooked(cast, cleaning):
    """Due in five days; the cleaning was booked half a year ago for today at 11:00."""
    rule(cast, cleaning, amount=1, unit="weeks")
    ken = cast.person("Ken Ito", "+13125550121")
    due(cast, cleaning, ken, TODAY + timedelta(5))
    visit = cast.visit(ken, hours=0, reminded=False, status="confirmed")  # NOW = 11:00
    Appointment.objects.filter(pk=visit.pk).update(codes=["D1110"], booked_at=NOW - timedelta(days=180))
    visit.refresh_from_db()
    return ken, visit


@pytest.mark.parametrize("status", ["confirmed", "late", "here", "chair", "checkout"])
def test_who_sits_in_the_chair_is_not_asked_to_book(cast, cleaning, status):
    _, visit = _prebooked(cast, cleaning)
    for minutes in range(-180, 0, 30):
        run(NOW + timedelta(minutes=minutes))
    assert texts() == []
    set_appointment_status(visit, AppointmentStatus(status), by=cast.ana, now=NOW - timedelta(minutes=4))
    run(NOW + timedelta(minutes=1))
    assert texts() == [], outbox()


def test_a_due_date_repeats_even_so(cast, cleaning):
    _, visit = _prebooked(cast, cleaning)
    run(NOW + timedelta(minutes=1))
    set_appointment_status(visit, AppointmentStatus.COMPLETE, by=cast.ana, now=NOW + timedelta(hours=1))
    assert PatientRecare.objects.get().due_on > TODAY + timedelta(100)
    assert texts() == []


def test_reminder_goes_before_recare_when_both_are_due(cast, cleaning):
    rule(cast, cleaning)
    ken = cast.person("Ken Ito", "+13125550121")
    due(cast, cleaning, ken, TODAY + timedelta(1))  # text today 9:00
    reminder_rule(cast.downtown)
    visit = cast.visit(ken, hours=22, reminded=False)  # tomorrow 9:00 -> reminder today 9:00
    Appointment.objects.filter(pk=visit.pk).update(codes=["D2740"])
    for hours in range(24):
        run(at(TODAY, 9) + timedelta(hours=hours))
    reminder = PlannedMessage.objects.get(kind="appointment")
    assert reminder.state == "sent", (reminder.state, reminder.reason)
