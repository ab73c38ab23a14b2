"""A planned or written text follows what changes: the time of its visit, its hours, a confirmation."""

from datetime import time, timedelta

import pytest

from chairside.actions.communications.keep_communication import Setup, change_communication
from chairside.actions.communications.recheck import recheck
from chairside.actions.patients.set_time_zone import set_time_zone
from chairside.actions.schedule.book import Booking, change_appointment, make_appointment
from chairside.models import Appointment, Message, Operatory, PlannedMessage, QueuedMessage
from chairside.rules.communications.kinds import Trigger, Unit
from tests.actions.communications import rule, run, texts
from tests.cast import NOW, knock, receive

pytestmark = pytest.mark.django_db
KEN = "+13125550107"


def booking(room, hours):
    return Booking(NOW + timedelta(hours=hours), NOW + timedelta(hours=hours + 1), room, None)


def test_news_of_a_booking_that_moved_while_it_was_queued_does_not_tell_the_old_time(cast):
    ken = cast.person("Ken Ito", KEN)
    room = Operatory.objects.create(organization=cast.cedar, location=cast.downtown, name="1")
    rule(cast.downtown, "Booked", "scheduled", amount=0)
    visit = make_appointment(cast.downtown, ken, booking(room, 48), by=cast.ana, now=NOW)
    run(NOW + timedelta(minutes=5))
    message = Message.objects.get()
    # the number is paused, or the carrier has no room: it waits in the queue
    change_appointment(visit, booking(room, 75), by=cast.ana, now=NOW + timedelta(minutes=6))
    held = recheck([message.pk], NOW + timedelta(minutes=7))
    assert held == {message.pk}, f"leaves: {message.body} though the visit is at {Appointment.objects.get().starts_at}"


def test_who_confirms_is_thanked_that_day(cast):
    ken = cast.person("Ken Ito", KEN)
    rule(cast.downtown, "Reminder", amount=2)
    rule(cast.downtown, "Thanks", "confirmed", amount=0, english="Thank you, {date} at {time} is confirmed.")
    cast.visit(ken, hours=48, reminded=False)
    run(NOW)
    Message.objects.update(status="delivered")
    QueuedMessage.objects.all().delete()
    receive(knock(KEN, "yes"), now=NOW + timedelta(minutes=5))
    for minutes in range(6, 600, 20):
        run(NOW + timedelta(minutes=minutes))
    row = PlannedMessage.objects.get(communication__name="Thanks")
    assert row.state == "sent", (
        row.state,
        row.reason,
        row.until_at,
        [m.body for m in Message.objects.filter(direction="out")],
    )


def test_who_confirms_the_day_before_is_thanked_at_all(cast):
    ken = cast.person("Ken Ito", KEN)
    rule(cast.downtown, "Reminder", amount=1)
    rule(cast.downtown, "Thanks", "confirmed", amount=0, english="Thank you, {date} at {time} is confirmed.")
    cast.visit(ken, hours=22, reminded=False)  # tomorrow at 9:00
    run(NOW - timedelta(hours=2))
    Message.objects.update(status="delivered")
    QueuedMessage.objects.all().delete()
    receive(knock(KEN, "yes"), now=NOW)
    for minutes in range(1, 1600, 20):
        run(NOW + timedelta(minutes=minutes))
    row = PlannedMessage.objects.get(communication__name="Thanks")
    assert row.state == "sent", (row.state, row.reason, [m.body for m in Message.objects.filter(direction="out")])


def test_the_screen_and_the_release_follow_the_contacts_clock(cast):
    ken = cast.person("Ken Ito", KEN, time_zone="America/Los_Angeles")
    rule(cast.downtown)
    cast.visit(ken, hours=46, reminded=False)  # 9:00 in Chicago, two days from now; due tomorrow 9:00 = 7:00 there
    run(NOW)
    row = PlannedMessage.objects.get()
    assert row.until_at == row.due_at + timedelta(hours=1)
    set_time_zone(ken, "", by=cast.ana, now=NOW)
    row.refresh_from_db()
    assert row.until_at == row.due_at


def test_hours_that_are_widened_hold_for_what_waits(cast):
    ken = cast.person("Ken Ito", KEN)
    made = rule(cast.downtown, earliest=time(12))
    cast.visit(ken, hours=46, reminded=False)
    run(NOW)
    row = PlannedMessage.objects.get()
    assert row.until_at == row.due_at + timedelta(hours=3)
    setup = Setup(
        name=made.name, trigger=Trigger.BEFORE, amount=1, unit=Unit.DAYS, english=made.english, asks_confirmation=True
    )
    change_communication(made, setup, by=cast.ben, now=NOW)
    row.refresh_from_db()
    assert row.until_at == row.due_at


def test_who_has_one_name_only_is_named(cast):
    own = cast.person("Ito", KEN)
    type(own).objects.filter(pk=own.pk).update(given_name="", family_name="Ito")
    rule(
        cast.downtown,
        english="{first_name}: visit of {patients} on {date} at {time}. Reply YES to confirm. STOP to opt out.",
    )
    cast.visit(own, hours=24, reminded=False)
    run(NOW)
    assert texts() == ["Ito: visit of Ito on Tue, Nov 24 at 11:00 AM. Reply YES to confirm. STOP to opt out."]
