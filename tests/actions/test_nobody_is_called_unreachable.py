"""A text that we took back says nothing of a number; who has one name is called by it; a No to bills is no STOP."""

from datetime import date, timedelta

import pytest

from chairside.actions.campaigns.stop_campaign import stop_campaign
from chairside.actions.communications.recheck import recheck
from chairside.actions.tasks.list_unreachable import list_unreachable
from chairside.models import Appointment, PlannedMessage, QueuedMessage, Task
from chairside.rules.statements import Person, is_same_person
from tests.actions.campaigns import patient, started
from tests.actions.campaigns import run as run_campaigns
from tests.actions.communications import outbox, rule, run, texts
from tests.cast import NOW

pytestmark = pytest.mark.django_db
KEN = "+13125550107"


def test_a_stopped_campaign_makes_nobody_unreachable(cast):
    ken = patient(cast, "Ken Ito", KEN)
    cast.visit(ken, hours=24)
    made = started(cast)
    run_campaigns()
    assert QueuedMessage.objects.count() == 1
    stop_campaign(made, by=cast.ben, now=NOW)
    list_unreachable(NOW + timedelta(minutes=1))
    assert not Task.objects.exists(), [(t.kind, str(t.appointment.patient)) for t in Task.objects.all()]


def test_a_text_taken_back_makes_nobody_unreachable(cast):
    ken = cast.person("Ken Ito", KEN)
    rule(cast.downtown, amount=2)
    visit = cast.visit(ken, hours=48, reminded=False)
    run(NOW)
    Appointment.objects.filter(pk=visit.pk).update(
        starts_at=NOW + timedelta(hours=26), ends_at=NOW + timedelta(hours=27)
    )
    recheck(QueuedMessage.objects.values_list("message_id", flat=True), NOW + timedelta(seconds=1))
    assert outbox()[0][1:] == ("skipped", "moved")
    list_unreachable(NOW + timedelta(minutes=1))
    assert not Task.objects.exists(), [(t.kind,) for t in Task.objects.all()]


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


def test_a_link_opens_for_who_has_one_name():
    born = date(1980, 5, 17)
    assert is_same_person(Person("Madonna", "", born), Person("Madonna", "", born))


def test_no_to_bills_is_no_opt_out_of_a_campaign(cast):
    from chairside.actions.patients.note_consent import note_consent
    from chairside.models import ConsentEntry
    from chairside.models.campaign_numbers import Figure, campaign_numbers
    from chairside.rules.consent_categories import Category

    ken = patient(cast, "Ken Ito", KEN)
    ConsentEntry.objects.create(
        organization=cast.cedar,
        number=KEN,
        category="billing",
        opted_in=True,
        at=NOW - timedelta(days=5),
        source="staff",
        wording="Yes",
    )
    started(cast)
    run_campaigns()
    note_consent(
        ken,
        Category.BILLING,
        agrees=False,
        wording="on the phone",
        location=cast.downtown,
        by=cast.ben,
        now=NOW + timedelta(hours=1),
    )
    figures = campaign_numbers(PlannedMessage.objects.all()).figures
    assert figures[Figure.OPTED_OUT] == 0, figures
