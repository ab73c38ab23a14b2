"""An import that moves visits takes their texts along, and writes over nothing that comes in meanwhile."""

import json
import threading
from datetime import timedelta

import pytest
from django.db import connections

from chairside.actions.communications.plan import plan
from chairside.actions.communications.recheck import recheck
from chairside.actions.communications.release import release_due
from chairside.actions.import_records import import_records
from chairside.actions.importing import visits
from chairside.models import (
    Appointment,
    Location,
    Message,
    PlannedMessage,
    TextNumber,
)
from tests.actions.communications import outbox, rule, run
from tests.cast import ACCOUNT, NOW, TOKEN, knock, receive
from tests.rules.bundles import bundle, location, organization, patient, practitioner, visit

DOWN, LAKE = location(), location("Lakeside", "+1 312 555 0195")
KEN, MIA = patient("ken", "Ken Ito", "(312) 555-0142"), patient("mia", "Mia Paz", "(312) 555-0143")
TIME = {"start": "2026-11-25T09:00:00-06:00", "end": "2026-11-25T09:40:00-06:00"}


def at_place(one, place):
    one = json.loads(json.dumps(one))
    one["participant"][2]["actor"]["reference"] = f"Location/{place}"
    return one


def bring(*more, now=NOW):
    return import_records(bundle(organization(), DOWN, LAKE, practitioner(), KEN, MIA, *more), organization="", now=now)


@pytest.fixture
def cedar(db):
    bring(visit("v", "ken", **TIME), now=NOW - timedelta(days=20))
    TextNumber.objects.update(account_sid=ACCOUNT, auth_token=TOKEN)
    return {one.name: one for one in Location.objects.all()}


def test_a_visit_that_another_location_took_over_is_not_told_by_the_first(cedar):
    rule(cedar["Downtown"])
    nine_the_day_before = NOW + timedelta(days=1, hours=-2)
    plan(nine_the_day_before - timedelta(seconds=40))
    assert [r[1] for r in outbox()] == ["waiting"]
    bring(at_place(visit("v", "ken", **TIME), "lakeside"), now=nine_the_day_before - timedelta(seconds=20))
    assert Appointment.objects.get().location.name == "Lakeside"
    release_due(nine_the_day_before)
    assert not Message.objects.exists(), Message.objects.get().body


def test_the_reason_told_is_true(cedar):
    rule(cedar["Downtown"])
    plan(NOW)
    bring(at_place(visit("v", "ken", **TIME), "lakeside"), now=NOW)
    plan(NOW + timedelta(minutes=1))
    assert PlannedMessage.objects.get().reason != "switched_off"


def test_a_text_in_the_queue_is_taken_back_when_the_visit_is_another_patients(cedar):
    rule(cedar["Downtown"])
    nine = NOW + timedelta(days=1, hours=-2)
    run(nine)
    message = Message.objects.get()
    assert message.thread.contact.given_name == "Ken"
    bring(visit("v", "mia", **TIME), now=nine + timedelta(seconds=1))
    assert Appointment.objects.get().patient.given_name == "Mia"
    held = recheck([message.pk], nine + timedelta(seconds=2))
    assert held == {message.pk}, f"to {message.thread.number} leaves: {message.body}"


def test_in_queue_when_location_changed(cedar):
    rule(cedar["Downtown"])
    nine = NOW + timedelta(days=1, hours=-2)
    run(nine)
    message = Message.objects.get()
    bring(at_place(visit("v", "ken", **TIME), "lakeside"), now=nine + timedelta(seconds=1))
    held = recheck([message.pk], nine + timedelta(seconds=2))
    assert held == {message.pk}, f"leaves: {message.body}"


@pytest.mark.django_db(transaction=True)
def test_a_confirmation_during_an_import_is_not_lost(monkeypatch):
    bring(visit("v", "ken", **TIME), now=NOW - timedelta(days=20))
    TextNumber.objects.update(account_sid=ACCOUNT, auth_token=TOKEN)
    Appointment.objects.update(reminded_at=NOW - timedelta(hours=1))
    real = visits.rewrite
    fates = []

    def confirm():
        fates.extend(receive(knock("+13125550142", "yes")))
        connections.close_all()

    def rewrite(rows, columns):
        if rows and isinstance(rows[0], Appointment):
            thread = threading.Thread(target=confirm)
            thread.start()
            thread.join(5)
            confirm.thread = thread
        real(rows, columns)

    monkeypatch.setattr(visits, "rewrite", rewrite)
    bring(visit("v", "ken", description="Cleaning and exam", **TIME))
    confirm.thread.join(10)
    assert [str(f) for f in fates] == ["stored"]
    seen = Appointment.objects.get()
    assert seen.status == "confirmed", seen.status
