"""The planner over the real tables: any order of events, over changes of clocks, two at once, killed midway: once."""

from collections import Counter
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from threading import Barrier
from threading import Thread as Worker

import pytest
from django.db import connections, transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from chairside.actions.communications import release
from chairside.actions.communications.plan import plan
from chairside.actions.communications.recheck import recheck
from chairside.actions.communications.release import release_due
from chairside.actions.schedule.book import Booking, CannotBook, change_appointment, make_appointment
from chairside.actions.schedule.set_appointment_status import set_appointment_status
from chairside.models import (
    Appointment,
    Communication,
    ConsentEntry,
    Message,
    Operatory,
    Patient,
    PlannedMessage,
    QueuedMessage,
)
from chairside.rules.patients import AppointmentStatus as S
from tests.actions.communications import rule
from tests.cast import NOW, receive
from tests.cast import knock as text_of
from tests.undone import undone

# an ordinary Monday, and the days before the clocks of Chicago go forward and back
BEGINNINGS = [NOW, datetime(2027, 3, 13, 15, tzinfo=UTC), datetime(2027, 11, 6, 15, tzinfo=UTC)]
HOURS = st.integers(1, 12).map(lambda hours: timedelta(hours=hours))
CHILD = st.integers(0, 1)
EVENTS = st.one_of(
    st.tuples(st.just("nothing"), CHILD, st.none()),
    st.tuples(st.just("jump"), CHILD, st.integers(-30, 30).map(lambda hours: timedelta(hours=hours))),
    st.tuples(st.just("move"), CHILD, st.integers(-24, 60).map(lambda hours: timedelta(hours=hours))),
    st.tuples(st.just("status"), CHILD, st.sampled_from([S.UNCONFIRMED, S.CONFIRMED, S.BROKEN])),
    st.tuples(st.just("word"), CHILD, st.sampled_from(["STOP", "START", "yes", "1"])),
    st.tuples(st.just("prefer"), CHILD, st.booleans()),
    st.tuples(st.just("contact"), CHILD, st.booleans()),
)


@pytest.mark.django_db
@settings(max_examples=8, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(begins=st.sampled_from(BEGINNINGS), events=st.lists(st.tuples(HOURS, EVENTS), min_size=8, max_size=16))
def test_any_order_of_events_sends_each_text_once(cast, begins, events):
    with undone():
        _play(cast, begins, events)


@pytest.mark.django_db
@pytest.mark.parametrize("begins", BEGINNINGS)
def test_left_alone_every_text_leaves_once(cast, begins):
    left = _play(cast, begins, [(timedelta(hours=3), ("nothing", 0, None))] * 17)
    # both children's visits with each of the three rules
    assert sum(left.values()) == 6


def _play(cast, begins, events):
    rule(cast.downtown, "Booked", trigger="scheduled")
    rule(cast.downtown, "Day before")
    rule(cast.downtown, "Three hours before", amount=3, unit="hours", asks_confirmation=False)
    chair = Operatory.objects.create(organization=cast.cedar, location=cast.downtown, name="Operatory 1")
    mother, father = (
        cast.person(name, number) for name, number in (("Ana P", "+13125550101"), ("Leo P", "+13125550102"))
    )
    children = [cast.person(f"Child {place}", contact=mother) for place in range(2)]
    visits = [
        make_appointment(
            cast.downtown, child, _booking(chair, begins + timedelta(hours=50 + place)), by=cast.ana, now=begins
        )
        for place, child in enumerate(children)
    ]
    now, left = begins, Counter()
    for hours, (event, child, value) in events:
        now += hours
        if event == "jump":
            now += value
        _happen(cast, event, visits[child], value, chair=chair, father=father, now=now)
        for _ in range(2):
            plan(now)
            release_due(now)
        _send(now, left)
    assert max(left.values(), default=0) <= 1
    return left


def _booking(chair, starts):
    return Booking(starts, starts + timedelta(minutes=40), chair, None)


def _happen(cast, event, visit, value, *, chair, father, now):
    visit.refresh_from_db()
    match event:
        case "move":
            with suppress(CannotBook):
                change_appointment(visit, _booking(chair, visit.starts_at + value), by=cast.ana, now=now)
        case "status":
            set_appointment_status(visit, value, by=cast.ana, now=now)
        case "word":
            receive(text_of("+13125550101", value), now=now)
        case "prefer":
            Patient.objects.filter(pk=father.pk).update(text_messages=value)
        case "contact":
            contact = father.pk if value else visit.patient_id
            Patient.objects.filter(pk=visit.patient_id).update(primary_contact_id=contact)


def _send(now, left):
    """Let what is in the queue leave, as the sender does, and look at what leaves."""
    queued = set(QueuedMessage.objects.filter(due_at__lte=now).values_list("message_id", flat=True))
    leaving = queued - recheck(queued, now)
    QueuedMessage.objects.filter(pk__in=leaving).delete()
    rows = PlannedMessage.objects.filter(message__in=leaving).select_related("message__thread", "appointment")
    for row in rows:
        left[row.communication_id, row.patient_id, row.occurrence] += 1
        assert row.state == "sent"
        assert 8 <= now.astimezone(row.location.zone).hour < 21
        assert now < row.expires_at
        assert not ConsentEntry.objects.opted_out(row.organization_id, row.message.thread.number)
        assert row.appointment.status in {"unconfirmed", "left_message", "confirmed"}
        assert row.patient.primary_contact_id == row.message.thread.contact_id


@pytest.mark.django_db(transaction=True)
def test_two_planners_and_two_releases_at_once_send_one_text(live_cast):
    rule(live_cast.downtown)
    for place in range(20):
        ken = live_cast.person(f"Ken {place}", f"+131255501{place:02d}")
        live_cast.visit(ken, hours=24, reminded=False)
    together = Barrier(4)

    def work():
        try:
            together.wait()
            for _ in range(3):
                plan(NOW)
                release_due(NOW)
        finally:
            connections.close_all()

    workers = [Worker(target=work) for _ in range(4)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    release_due(NOW)
    assert PlannedMessage.objects.filter(state="sent").count() == 20
    assert Message.objects.exclude(communication="").count() == 20


@pytest.mark.django_db(transaction=True)
def test_a_release_killed_before_its_end_leaves_nothing_behind(live_cast, monkeypatch):
    class Killed(BaseException):
        pass

    def die(*_):
        raise Killed

    rule(live_cast.downtown)
    live_cast.visit(live_cast.person("Ken Ito", "+13125550107"), hours=24, reminded=False)
    plan(NOW)
    with monkeypatch.context() as patch:
        patch.setattr(release, "write_settled", die)
        with pytest.raises(Killed):
            release_due(NOW)
    assert not Message.objects.exists()
    assert PlannedMessage.objects.get().state == "waiting"
    release_due(NOW)
    assert Message.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_a_visit_that_somebody_is_changing_is_left_for_the_next_look(live_cast):
    rule(live_cast.downtown)
    seen = live_cast.visit(live_cast.person("Ken Ito", "+13125550107"), hours=24, reminded=False)
    plan(NOW)
    with transaction.atomic():
        Appointment.objects.select_for_update(no_key=True).get(pk=seen.pk)
        worker = Worker(target=lambda: (release_due(NOW), connections.close_all()))
        worker.start()
        worker.join(timeout=10)
        assert not worker.is_alive()
    assert PlannedMessage.objects.get().state == "waiting"
    release_due(NOW)
    assert PlannedMessage.objects.get().state == "sent"


@pytest.mark.django_db
def test_the_database_itself_refuses_a_second_row(cast):
    reminder = rule(cast.downtown)
    cast.visit(cast.person("Ken Ito", "+13125550107"), hours=48, reminded=False)
    plan(NOW)
    row = PlannedMessage.objects.get()
    row.pk = None
    PlannedMessage.objects.bulk_create([row], ignore_conflicts=True)
    assert PlannedMessage.objects.filter(communication=reminder).count() == 1
    assert Communication.objects.count() == 1
