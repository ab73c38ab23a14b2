"""Planned texts: once each, about visits as they are, to whom they may go, when they may."""

from dataclasses import replace
from datetime import timedelta

import pytest
from django.db import transaction

from chairside.actions.communications.plan import plan
from chairside.actions.communications.plan_visits import replan_visits
from chairside.actions.communications.recheck import recheck
from chairside.actions.communications.release import release_due
from chairside.actions.schedule.book import Booking, change_appointment, make_appointment
from chairside.actions.schedule.set_appointment_status import set_appointment_status
from chairside.actions.sending.begin import begin
from chairside.actions.sending.claim import claim
from chairside.actions.sending.database_time import database_time
from chairside.models import (
    Appointment,
    ConsentEntry,
    Message,
    Operatory,
    Patient,
    PlannedMessage,
    QueuedMessage,
    TextNumber,
    Thread,
)
from chairside.rules.patients import AppointmentStatus as S
from tests.actions.communications import RECORDATORIO, outbox, rule, run, texts
from tests.cast import NOW

pytestmark = pytest.mark.django_db

DAY, HOUR = timedelta(days=1), timedelta(hours=1)


@pytest.fixture
def ken(cast):
    return cast.person("Ken Ito", "+13125550107")


def visit(cast, patient, **more):
    return cast.visit(patient, reminded=False, **more)


class TestPlanning:
    def test_a_reminder_waits_until_it_is_due(self, cast, ken):
        rule(cast.downtown)
        visit(cast, ken, hours=48)
        plan(NOW)
        row = PlannedMessage.objects.get()
        assert (row.state, row.due_at, row.until_at, row.expires_at) == (
            "waiting",
            NOW + DAY,
            NOW + DAY,
            NOW + 47 * HOUR,
        )
        assert (row.contact, row.patient, row.location) == (ken, ken, cast.downtown)

    def test_planning_again_plans_nothing_twice(self, cast, ken):
        rule(cast.downtown)
        visit(cast, ken, hours=48)
        for _ in range(3):
            plan(NOW)
        assert outbox() == [("Ken", "waiting", "")]

    def test_only_what_is_due_within_eight_days_has_a_row(self, cast, ken):
        rule(cast.downtown)
        visit(cast, ken, hours=24 * 12)
        plan(NOW)
        assert outbox() == []
        plan(NOW + 4 * DAY)
        assert outbox() == [("Ken", "waiting", "")]

    @pytest.mark.parametrize(
        ("change", "reason"),
        [
            ({"status": "broken"}, "not_taking_place"),
            ({"status": "here"}, "begun"),
            ({"status": "complete"}, "begun"),
            ({"status": "confirmed"}, "confirmed_already"),
        ],
    )
    def test_a_reminder_whose_cause_is_gone_is_skipped_and_comes_back_with_it(self, cast, ken, change, reason):
        rule(cast.downtown)
        seen = visit(cast, ken, hours=48)
        plan(NOW)
        Appointment.objects.update(**change)
        replan_visits([seen.pk], NOW)
        assert outbox() == [("Ken", "skipped", reason)]
        Appointment.objects.update(status="unconfirmed")
        replan_visits([seen.pk], NOW)
        assert outbox() == [("Ken", "waiting", "")]

    def test_a_visit_that_moves_is_reminded_of_its_new_time(self, cast, ken):
        rule(cast.downtown)
        seen = visit(cast, ken, hours=48)
        plan(NOW)
        Appointment.objects.update(starts_at=NOW + 72 * HOUR, ends_at=NOW + 73 * HOUR)
        replan_visits([seen.pk], NOW)
        assert outbox() == [("Ken", "skipped", "moved"), ("Ken", "waiting", "")]

    def test_a_visit_that_moves_back_is_not_reminded_twice(self, cast, ken):
        rule(cast.downtown)
        seen = visit(cast, ken, hours=24)
        run(NOW)
        for hours in (72, 24):
            Appointment.objects.update(starts_at=NOW + hours * HOUR, ends_at=NOW + (hours + 1) * HOUR)
            replan_visits([seen.pk], NOW)
        run(NOW)
        assert outbox() == [("Ken", "sent", ""), ("Ken", "skipped", "moved")]
        assert len(texts()) == 1

    def test_who_books_after_the_reminder_was_due_is_told_by_hand(self, cast, ken):
        rule(cast.downtown)
        visit(cast, ken, hours=12)
        Appointment.objects.update(placed_at=NOW)
        run(NOW)
        assert outbox() == [("Ken", "skipped", "booked_late")]

    def test_a_rule_that_is_new_says_nothing_of_what_was_due_before(self, cast, ken):
        rule(cast.downtown, active_since=NOW - HOUR)
        visit(cast, ken, hours=12)
        run(NOW)
        assert outbox() == [("Ken", "skipped", "switched_on_late")]

    def test_a_rule_that_is_off_plans_nothing_and_takes_back_what_waits(self, cast, ken):
        reminder = rule(cast.downtown)
        visit(cast, ken, hours=48)
        plan(NOW)
        type(reminder).objects.update(active_since=None)
        plan(NOW)
        assert outbox() == [("Ken", "skipped", "switched_off")]

    def test_each_location_has_its_own_rules(self, cast, ken):
        rule(cast.lakeside)
        visit(cast, ken, hours=48)
        plan(NOW)
        assert outbox() == []

    def test_the_nearest_of_two_that_coincide_wins(self, cast, ken):
        rule(cast.downtown, "Day before")
        rule(cast.downtown, "25 hours before", amount=25, unit="hours", earliest="11:00")
        rule(cast.downtown, "24 hours before", amount=24 * 60 - 10, unit="minutes")
        visit(cast, ken, hours=48)
        run(NOW + DAY + 20 * timedelta(minutes=1))
        assert sorted(outbox()) == [("Ken", "sent", ""), ("Ken", "skipped", "nearer"), ("Ken", "skipped", "nearer")]
        assert Message.objects.get().communication == "24 hours before"


class TestReleasing:
    def test_a_reminder_becomes_a_text_in_the_queue(self, cast, ken):
        rule(cast.downtown)
        seen = visit(cast, ken, hours=24)
        run(NOW)
        message, queued, row = Message.objects.get(), QueuedMessage.objects.get(), PlannedMessage.objects.get()
        assert message.body == "Downtown: Ken on Tue, Nov 24 at 11:00 AM. Reply YES to confirm. STOP to opt out."
        assert (message.communication, message.sent_by, message.status) == ("Reminder", None, "queued")
        assert (row.state, row.message, row.settled_at) == ("sent", message, NOW)
        assert (queued.lane, queued.to_number, queued.expires_at) == (4, "+13125550107", seen.starts_at - HOUR)
        thread = Thread.objects.get()
        assert (thread.contact, thread.snippet, thread.unread, thread.last_outgoing) == (ken, message.body, 0, True)
        seen.refresh_from_db()
        assert seen.reminded_at == NOW

    def test_releasing_again_sends_nothing_again(self, cast, ken):
        rule(cast.downtown)
        visit(cast, ken, hours=24)
        for minute in range(3):
            run(NOW + timedelta(minutes=minute))
        assert len(texts()) == 1

    def test_a_text_does_not_answer_what_the_contact_asked(self, cast, ken):
        rule(cast.downtown)
        visit(cast, ken, hours=24)
        thread = cast.thread(ken)
        Thread.objects.update(unread=2, unanswered_since=NOW - HOUR, last_at=NOW - HOUR)
        run(NOW)
        thread.refresh_from_db()
        assert (thread.unread, thread.unanswered_since, thread.last_at) == (2, NOW - HOUR, NOW)

    def test_siblings_of_one_day_are_one_text(self, cast):
        marisol = cast.person("Marisol Vega", "+13125550101", language="es")
        rule(cast.downtown, spanish=RECORDATORIO)
        for name, hours in (("Mia Vega", 24.5), ("Leo Vega", 24)):
            visit(cast, cast.person(name, contact=marisol), hours=hours)
        run(NOW)
        assert texts() == [
            (
                "Downtown: Leo y Mia, mar 24 nov a las 11:00 AM (Leo) y 11:30 AM (Mia). "
                "Responda YES para confirmar. STOP: no recibir más."
            )
        ]
        assert outbox() == [("Leo", "sent", ""), ("Mia", "sent", "")]
        assert len(set(PlannedMessage.objects.values_list("message", flat=True))) == 1
        assert Appointment.objects.filter(reminded_at=NOW).count() == 2

    def test_another_day_another_location_another_contact_are_texts_of_their_own(self, cast):
        marisol = cast.person("Marisol Vega", "+13125550101")
        leo = cast.person("Leo Vega", contact=marisol)
        rule(cast.downtown)
        rule(cast.lakeside)
        visit(cast, leo, hours=24)
        visit(cast, leo, hours=48)
        visit(cast, cast.person("Mia Vega", contact=marisol), hours=24, location=cast.lakeside)
        visit(cast, cast.person("Ken Ito", "+13125550107"), hours=24)
        run(NOW)
        assert sorted(text.split(" on ")[0] for text in texts()) == ["Downtown: Ken", "Downtown: Leo", "Lakeside: Mia"]

    def test_who_has_confirmed_is_left_out_of_the_text(self, cast):
        marisol = cast.person("Marisol Vega", "+13125550101")
        rule(cast.downtown)
        visit(cast, cast.person("Leo Vega", contact=marisol), hours=24, status="confirmed")
        visit(cast, cast.person("Mia Vega", contact=marisol), hours=24)
        run(NOW)
        assert "Leo" not in texts()[0]
        assert outbox() == [("Leo", "skipped", "confirmed_already"), ("Mia", "sent", "")]

    def test_a_first_text_tells_the_way_out(self, cast, ken):
        rule(cast.downtown, english="See you on {date} at {time}")
        visit(cast, ken, hours=24)
        visit(cast, ken, hours=72)
        run(NOW)
        run(NOW + 2 * DAY)
        assert [text.endswith(" Reply STOP to opt out.") for text in texts()] == [True, False]

    def test_the_contact_of_the_moment_gets_it(self, cast, ken):
        rule(cast.downtown)
        leo = cast.person("Leo Vega", contact=ken)
        visit(cast, leo, hours=48)
        plan(NOW)
        marisol = cast.person("Marisol Vega", "+13125550101")
        Patient.objects.filter(pk=leo.pk).update(primary_contact=marisol)
        run(NOW + DAY)
        assert Thread.objects.get().contact == marisol
        assert PlannedMessage.objects.get().contact == marisol

    def test_a_change_that_nobody_told_of_is_seen(self, cast, ken):
        rule(cast.downtown)
        visit(cast, ken, hours=48)
        plan(NOW)
        Appointment.objects.update(status="broken")
        release_due(NOW + DAY)
        assert outbox() == [("Ken", "skipped", "not_taking_place")]

    def test_news_of_a_booking(self, cast, ken):
        rule(cast.downtown, "Booked", trigger="scheduled", english="Booked: {date} {time}. STOP to opt out.")
        visit(cast, ken, hours=24 * 60)
        Appointment.objects.update(booked_at=NOW, placed_at=NOW)
        run(NOW)
        assert outbox() == [("Ken", "waiting", "")]
        run(NOW + timedelta(minutes=5))
        assert texts() == ["Booked: Fri, Jan 22 11:00 AM. STOP to opt out."]
        assert Appointment.objects.get().reminded_at is None

    def test_thanks_for_a_confirmation(self, cast, ken):
        rule(cast.downtown, "Confirmed", trigger="confirmed")
        visit(cast, ken, hours=24, status="confirmed")
        Appointment.objects.update(status_at=NOW)
        run(NOW + timedelta(minutes=1))
        assert outbox() == [("Ken", "sent", "")]


class TestWaitingAndSkipping:
    def test_at_night_it_waits_for_the_morning_and_says_why(self, cast, ken):
        rule(cast.downtown)
        visit(cast, ken, hours=24)
        plan(NOW)
        run(NOW + 11 * HOUR)  # 10 in the evening
        row = PlannedMessage.objects.get()
        assert (row.state, row.reason, row.until_at) == ("waiting", "quiet_hours", NOW + 21 * HOUR)
        run(row.until_at)
        assert outbox() == [("Ken", "sent", "")]

    def test_the_recipients_own_clock_counts(self, cast, ken):
        Patient.objects.update(time_zone="Pacific/Honolulu")
        rule(cast.downtown)
        visit(cast, ken, hours=24)
        run(NOW)  # 7 in the morning there
        assert PlannedMessage.objects.get().until_at == NOW + HOUR

    def test_one_a_day_and_what_would_come_too_late_is_dropped(self, cast, ken):
        rule(cast.downtown, "Day before")
        rule(cast.downtown, "Two hours before", amount=2, unit="hours", asks_confirmation=False)
        visit(cast, ken, hours=24)
        today = visit(cast, ken, hours=4)
        Appointment.objects.filter(pk=today.pk).update(placed_at=NOW - HOUR)
        run(NOW)
        run(NOW + 2 * HOUR)
        assert outbox() == [
            ("Ken", "skipped", "booked_late"),
            ("Ken", "sent", ""),
            ("Ken", "skipped", "too_late"),
            ("Ken", "waiting", ""),
        ]
        assert [one.code for one in PlannedMessage.objects.get(reason="too_late").reasons] == ["too_late", "one_a_day"]

    def test_an_opt_out_keeps_it_here(self, cast, ken):
        rule(cast.downtown)
        visit(cast, ken, hours=24)
        ConsentEntry.objects.create(
            organization=cast.cedar, number="+13125550107", opted_in=False, at=NOW, source="word", wording="stop"
        )
        run(NOW)
        row = PlannedMessage.objects.get()
        assert (row.state, row.reason, str(row.reasons[0].sentence)) == (
            "skipped",
            "opted_out",
            "Ken Ito has opted out of texts.",
        )
        assert not Thread.objects.exists()

    def test_a_yes_to_offers_is_no_opt_in_and_a_no_to_bills_no_opt_out(self, cast, ken):
        rule(cast.downtown)
        visit(cast, ken, hours=24)
        for category, opted_in in (("", True), ("billing", False)):
            ConsentEntry.objects.create(
                organization=cast.cedar, number="+13125550107", opted_in=opted_in, category=category, at=NOW,
                source="staff", wording="asked",
            )  # fmt: skip
        run(NOW)
        assert outbox() == [("Ken", "sent", "")]

    def test_a_paused_number_keeps_it_until_it_works(self, cast, ken):
        rule(cast.downtown)
        visit(cast, ken, hours=24)
        TextNumber.objects.filter(location=cast.downtown).update(paused_at=NOW)
        run(NOW)
        assert outbox() == [("Ken", "waiting", "text_number_paused")]
        TextNumber.objects.update(paused_at=None)
        run(NOW + timedelta(minutes=5))
        assert outbox() == [("Ken", "sent", "")]

    def test_when_the_worker_slept_only_the_nearest_goes(self, cast, ken):
        rule(cast.downtown, "Two days before", amount=2)
        rule(cast.downtown, "Day before")
        visit(cast, ken, hours=72)
        plan(NOW)
        run(NOW + 2 * DAY)
        assert outbox() == [("Ken", "skipped", "overtaken"), ("Ken", "sent", "")]
        assert Message.objects.get().communication == "Day before"

    def test_what_the_worker_slept_through_is_dropped(self, cast, ken):
        rule(cast.downtown)
        visit(cast, ken, hours=48)
        plan(NOW)
        run(NOW + 47.5 * HOUR)
        assert outbox() == [("Ken", "skipped", "too_late")]


class TestAtTheMomentOfSending:
    """The text is in the queue, written, when something changes."""

    @pytest.fixture
    def queued(self, cast, ken):
        rule(cast.downtown)
        seen = visit(cast, ken, hours=24)
        run(NOW)
        return seen

    def held(self, now=NOW + timedelta(minutes=1)):
        return recheck(QueuedMessage.objects.values_list("message_id", flat=True), now)

    def test_all_well_it_goes(self, queued):
        assert self.held() == set()
        assert outbox() == [("Ken", "sent", "")]

    @pytest.mark.parametrize(
        ("change", "reason"),
        [
            ({"starts_at": NOW + 30 * HOUR, "ends_at": NOW + 31 * HOUR}, "moved"),
            ({"status": "broken"}, "not_taking_place"),
            ({"status": "confirmed"}, "confirmed_already"),
        ],
    )
    def test_a_visit_that_has_changed_takes_its_text_back(self, queued, change, reason):
        Appointment.objects.update(**change)
        assert self.held() == {Message.objects.get().pk}
        message = Message.objects.get()
        assert (message.status, message.planned.count()) == ("failed", 0)
        assert message.failure[1]["text"] == "Nothing needs to be done."
        assert outbox() == [("Ken", "skipped", reason)]
        assert not QueuedMessage.objects.exists()

    def test_at_night_it_stays_in_the_queue_until_the_morning(self, queued):
        assert len(self.held(NOW + 11 * HOUR)) == 1
        assert QueuedMessage.objects.get().due_at == NOW + 21 * HOUR
        assert outbox() == [("Ken", "sent", "")]

    def test_a_wish_for_no_texts_is_heeded(self, queued):
        Patient.objects.update(text_messages=False)
        self.held()
        assert outbox() == [("Ken", "skipped", "prefers_no_texts")]

    def test_each_text_is_judged_by_the_number_that_it_goes_to(self, cast, ken, queued):
        rule(cast.lakeside)
        visit(cast, cast.person("Mia Ito", contact=ken), hours=24, location=cast.lakeside)
        run(NOW)
        written = {one.location_id: one.pk for one in Message.objects.all()}
        assert set(written) == {cast.downtown.pk, cast.lakeside.pk}
        old = "+13125550199"
        for place, other in ((cast.lakeside, cast.downtown), (cast.downtown, cast.lakeside)):
            Thread.objects.filter(location=place).update(number=old)
            Thread.objects.filter(location=other).update(number="+13125550107")
            with transaction.atomic():
                assert self.held() == {written[place.pk]}
                transaction.set_rollback(True)

    def test_another_contact_takes_over(self, cast, queued):
        marisol = cast.person("Marisol Vega", "+13125550101")
        Patient.objects.filter(given_name="Ken").update(primary_contact=marisol)
        self.held()
        assert outbox() == [("Ken", "waiting", "")]
        run(NOW + timedelta(minutes=1))
        taken_back, anew = Message.objects.order_by("id")
        assert (taken_back.status, taken_back.thread.contact.name) == ("failed", "Ken Ito")
        assert (anew.status, anew.thread.contact) == ("queued", marisol)

    def test_when_one_sibling_is_moved_the_other_gets_a_text_of_their_own(self, cast):
        marisol = cast.person("Marisol Vega", "+13125550101")
        rule(cast.downtown)
        leo, mia = (visit(cast, cast.person(name, contact=marisol), hours=24) for name in ("Leo Vega", "Mia Vega"))
        run(NOW)
        Appointment.objects.filter(pk=leo.pk).update(starts_at=NOW + 54 * HOUR, ends_at=NOW + 55 * HOUR)
        self.held()
        run(NOW + timedelta(minutes=1))
        assert ("Leo", "skipped", "moved") in outbox()
        assert ("Mia", "sent", "") in outbox()
        written = Message.objects.get(queued__isnull=False)
        assert "Mia" in written.body
        assert "Leo" not in written.body
        assert list(written.planned.values_list("appointment", flat=True)) == [mia.pk]

    def test_replies_of_the_staff_are_none_of_its_business(self, cast, ken, django_assert_num_queries):
        with django_assert_num_queries(1):
            assert recheck([cast.ana.pk], NOW) == set()


class TestDeedsOfTheStaff:
    def test_booking_moving_and_cancelling_replan_at_once(self, cast, ken):
        rule(cast.downtown)
        chair = Operatory.objects.create(organization=cast.cedar, location=cast.downtown, name="Operatory 1")
        booked = Booking(NOW + 48 * HOUR, NOW + 49 * HOUR, chair, None)
        seen = make_appointment(cast.downtown, ken, booked, by=cast.ana, now=NOW)
        assert outbox() == [("Ken", "waiting", "")]
        change_appointment(
            seen, replace(booked, starts_at=NOW + 72 * HOUR, ends_at=NOW + 73 * HOUR), by=cast.ana, now=NOW
        )
        assert outbox() == [("Ken", "skipped", "moved"), ("Ken", "waiting", "")]
        set_appointment_status(seen, S.BROKEN, by=cast.ana, now=NOW)
        assert outbox() == [("Ken", "skipped", "moved"), ("Ken", "skipped", "not_taking_place")]

    def test_a_visit_moved_to_tomorrow_is_told_by_hand(self, cast, ken):
        rule(cast.downtown)
        chair = Operatory.objects.create(organization=cast.cedar, location=cast.downtown, name="Operatory 1")
        booked = Booking(NOW + 48 * HOUR, NOW + 49 * HOUR, chair, None)
        seen = make_appointment(cast.downtown, ken, booked, by=cast.ana, now=NOW)
        change_appointment(
            seen, replace(booked, starts_at=NOW + 20 * HOUR, ends_at=NOW + 21 * HOUR), by=cast.ana, now=NOW
        )
        assert sorted(outbox()) == [("Ken", "skipped", "booked_late"), ("Ken", "skipped", "moved")]


def test_the_sender_asks_before_a_text_leaves(cast, ken):
    rule(cast.downtown)
    visit(cast, ken, hours=24)
    run(NOW)
    # the queue lives by the database's clock, at which that visit is long over or far away
    QueuedMessage.objects.update(due_at=database_time(), expires_at=database_time() + DAY)
    Appointment.objects.update(status="broken")
    assert begin(claim(5).taken, "http://carrier") == []
    assert outbox() == [("Ken", "skipped", "not_taking_place")]
    assert Message.objects.get().status == "failed"
    assert not QueuedMessage.objects.exists()
