"""The gate is asked when a text is planned, an opt-out skips what waits at once, and both turn with the facts."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from chairside.actions.communications.plan import plan
from chairside.actions.patients.set_preference import set_preference
from chairside.models import Patient, PlannedMessage
from tests.actions.communications import outbox, rule, run, texts
from tests.cast import NOW, knock, receive

KEN = "+13125550121"
pytestmark = pytest.mark.django_db


@pytest.fixture
def ken(cast):
    return cast.person("Ken Ito", KEN)


def test_who_may_not_be_texted_is_told_as_soon_as_it_is_planned(cast, ken):
    rule(cast.downtown)
    Patient.objects.filter(pk=ken.pk).update(text_messages=False)
    cast.visit(ken, hours=96, reminded=False)
    plan(NOW)
    row = PlannedMessage.objects.get()
    assert (row.state, row.reason) == ("skipped", "prefers_no_texts")
    assert row.reasons[0].remedy


def test_every_reason_is_told(cast):
    rule(cast.downtown)
    edith = cast.person("Edith Moss", text_messages=False, status="inactive")
    cast.visit(edith, hours=96, reminded=False)
    plan(NOW)
    codes = {reason.code for reason in PlannedMessage.objects.get().reasons}
    assert codes >= {"no_mobile", "prefers_no_texts", "contact_inactive"}


def test_it_turns_when_somebody_changes_the_facts_and_is_sent_once(cast, ken):
    rule(cast.downtown)
    Patient.objects.filter(pk=ken.pk).update(text_messages=False)
    cast.visit(ken, hours=48, reminded=False)
    plan(NOW)
    ken.refresh_from_db()
    set_preference(ken, wants=True, consent="said so", location=cast.downtown, by=cast.ana, now=NOW)
    plan(NOW + timedelta(minutes=1))
    assert outbox() == [("Ken", "waiting", "")]
    for _ in range(2):
        run(NOW + timedelta(hours=24, minutes=1))
    assert outbox() == [("Ken", "sent", "")]
    assert len(texts()) == 1


def test_a_yes_that_comes_too_late_sends_nothing_late(cast, ken):
    rule(cast.downtown)
    Patient.objects.filter(pk=ken.pk).update(text_messages=False)
    cast.visit(ken, hours=48, reminded=False)
    plan(NOW)
    Patient.objects.filter(pk=ken.pk).update(text_messages=True)
    run(NOW + timedelta(hours=27))
    assert outbox() == [("Ken", "skipped", "prefers_no_texts")]


def test_why_nothing_was_sent_stays_told_after_the_visit(cast, ken):
    rule(cast.downtown)
    Patient.objects.filter(pk=ken.pk).update(text_messages=False)
    visit = cast.visit(ken, hours=48, reminded=False)
    plan(NOW)
    type(visit).objects.filter(pk=visit.pk).update(status="complete")
    plan(NOW + timedelta(hours=50))
    assert outbox() == [("Ken", "skipped", "prefers_no_texts")]


def test_an_opt_out_skips_what_waits_at_once_and_for_all_it_speaks_for(cast, ken):
    rule(cast.downtown)
    rule(cast.lakeside)
    mia, yuki = cast.person("Mia Ito", contact=ken), cast.person("Yuki Ito", "+13125550122")
    cast.visit(ken, hours=48, reminded=False)
    cast.visit(mia, hours=72, reminded=False, location=cast.lakeside)
    cast.visit(yuki, hours=72, reminded=False)
    plan(NOW)
    receive(knock(KEN, "STOP"), now=NOW)
    assert sorted(outbox()) == [
        ("Ken", "skipped", "opted_out"),
        ("Mia", "skipped", "opted_out"),
        ("Yuki", "waiting", ""),
    ]
    plan(NOW + timedelta(minutes=1))
    assert min(outbox()) == ("Ken", "skipped", "opted_out")


def test_start_brings_back_what_is_still_in_time(cast, ken):
    rule(cast.downtown)
    cast.visit(ken, hours=48, reminded=False)
    plan(NOW)
    receive(knock(KEN, "STOP"), now=NOW)
    receive(knock(KEN, "START"), now=NOW + timedelta(minutes=5))
    plan(NOW + timedelta(minutes=6))
    assert outbox() == [("Ken", "waiting", "")]


def test_an_opt_out_of_another_practice_touches_nothing_here(cast, ken):
    cast.person("Greta Olsen", KEN, organization=cast.birch)
    rule(cast.downtown)
    cast.visit(ken, hours=48, reminded=False)
    plan(NOW)
    receive(knock(KEN, "STOP", to="+12065550192"), now=NOW)
    assert outbox() == [("Ken", "waiting", "")]


def test_planning_many_asks_no_more_than_planning_few(cast):
    def asked(people):
        for place in people:
            cast.visit(cast.person(f"P{place} Q", f"+1312555{place:04}"), hours=48, reminded=False)
        with CaptureQueriesContext(
            connection,
        ) as queries:
            plan(NOW)
        return len(queries)

    rule(cast.downtown)
    few = asked(range(200, 202))
    assert asked(range(202, 240)) <= few
