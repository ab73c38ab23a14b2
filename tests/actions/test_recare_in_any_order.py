"""Recare over the real tables: any order of dates, bookings, opt-outs, reruns and clock jumps, over a change of clocks."""

from collections import Counter
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from chairside.actions.communications.plan import plan
from chairside.actions.communications.recheck import recheck
from chairside.actions.communications.release import release_due
from chairside.actions.recare.set_due_date import set_due_date
from chairside.actions.schedule.set_appointment_status import set_appointment_status
from chairside.models import ConsentEntry, Location, Message, PlannedMessage, QueuedMessage, RecareType
from chairside.rules.patients import AppointmentStatus as S
from tests.actions.communications import rule
from tests.cast import knock, receive
from tests.undone import undone

KEN = "+13125550101"
# the week in which the clocks of Chicago go forward
NOW = datetime(2027, 3, 10, 17, tzinfo=UTC)
WEEK = {str(day): [["08:00", "17:00"]] for day in range(5)}
HOURS = st.integers(1, 10).map(lambda hours: timedelta(hours=hours))
EVENTS = st.one_of(
    st.tuples(st.just("nothing"), st.none()),
    st.tuples(st.just("jump"), st.integers(-30, 30).map(lambda hours: timedelta(hours=hours))),
    st.tuples(st.just("due"), st.integers(12, 18).map(lambda day: date(2027, 3, day))),
    st.tuples(st.just("due"), st.none()),
    st.tuples(st.just("visit"), st.sampled_from([S.UNCONFIRMED, S.BROKEN])),
    st.tuples(st.just("word"), st.sampled_from(["STOP", "START"])),
)


@pytest.mark.django_db
@settings(max_examples=10, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(events=st.lists(st.tuples(HOURS, EVENTS), min_size=12, max_size=24))
def test_any_order_of_events_sends_each_text_once_and_while_open(cast, events):
    with undone():
        _play(cast, events)


@pytest.mark.django_db
def test_left_alone_it_is_sent_before_the_weekend_and_again_after_it(cast):
    assert _play(cast, [(timedelta(hours=6), ("nothing", None))] * 30) >= 3


def _play(cast, events):
    Location.objects.filter(pk=cast.downtown.pk).update(hours=WEEK)
    cast.downtown.refresh_from_db()
    cleaning = RecareType.objects.create(organization=cast.cedar, name="Cleaning", amount=6, codes=["D1110"])
    again = {"repeat_amount": 2, "repeat_unit": "days", "repeat_most": 4}
    rule(cast.downtown, "Again", kind="recare", recare_type=cleaning, english="{patients}", amount=1, **again)
    ken = cast.person("Ken Ito", KEN)
    visit = cast.visit(ken, hours=24 * 300, reminded=False, status="broken")
    now, left = NOW, Counter()
    set_due_date(ken, cleaning, date(2027, 3, 12), cast.downtown, by=cast.ana, now=now)
    for hours, (event, value) in events:
        now += hours
        match event:
            case "jump":
                now += value
            case "due":
                set_due_date(ken, cleaning, value, cast.downtown, by=cast.ana, now=now)
            case "visit":
                visit.refresh_from_db()
                set_appointment_status(visit, value, by=cast.ana, now=now)
            case "word":
                receive(knock(KEN, value), now=now)
        for _ in range(2):
            plan(now)
            release_due(now)
        _send(now, left)
    assert max(left.values(), default=0) <= 1
    assert Message.objects.filter(communication="Again").count() >= sum(left.values())
    return sum(left.values())


def _send(now, left):
    """Let what is in the queue leave, as the sender does, and look at what leaves."""
    queued = set(QueuedMessage.objects.filter(due_at__lte=now).values_list("message_id", flat=True))
    leaving = queued - recheck(queued, now)
    QueuedMessage.objects.filter(pk__in=leaving).delete()
    rows = PlannedMessage.objects.filter(message__in=leaving).select_related("location", "recare", "patient")
    for row in rows:
        left[row.communication_id, row.patient_id, row.occurrence] += 1
        local = now.astimezone(row.location.zone)
        assert local.weekday() < 5
        assert 8 <= local.hour < 17
        assert now < row.expires_at
        assert row.recare.due_on.isoformat() in row.occurrence
        assert not row.patient.appointments.taking_place().exists()
        assert not ConsentEntry.objects.opted_out(row.organization_id, KEN)
