"""A campaign starts as it was shown, from where one may, and odd questions about its figures are answered."""

import re

import pytest
from django.urls import reverse

from chairside.actions.campaigns.keep_campaign import CampaignFacts, change_campaign, make_campaign
from chairside.models import Campaign, Message, Role, TextNumberTest
from chairside.rules.communications.segment import Segment
from chairside.rules.consent_categories import Category
from tests.actions.campaigns import CLOSED, campaign, patient, run, started
from tests.cast import NOW, user

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("time_machine_at_now")]
KEN, MIA = "+13125550121", "+13125550122"


def at(place, name, *parts):
    return reverse(name, args=[place.pk, *(getattr(part, "pk", part) for part in parts)])


def test_starting_sends_what_was_shown(cast, as_user):
    patient(cast, "Ken Ito", KEN)
    patient(cast, "Rosa Paz", MIA, language="es")
    made = campaign(cast, segment=Segment(language="es"))
    ben = as_user(cast.ben)
    page = ben.get(at(cast.downtown, "campaign_start", made)).content.decode()
    # a colleague widens it meanwhile
    wider = CampaignFacts(
        name=made.name,
        category=Category.CARE,
        segment=Segment(),
        location_ids=frozenset([cast.downtown.pk]),
        english="Other words",
    )
    change_campaign(Campaign.objects.get(), wider, by=cast.ben, now=NOW)
    form = dict(re.findall(r'name="(\w+)" value="([^"]*)"', page[page.find("<form") :]))
    answer = ben.post(at(cast.downtown, "campaign_start", made), form)
    run()
    assert not Message.objects.exists(), (answer.status_code, [m.body for m in Message.objects.all()])


def test_a_sample_leaves_only_from_where_one_may(cast, as_user):
    """Made at Lakeside for Downtown; whoever has Downtown only sends samples from Lakeside's number."""
    facts = CampaignFacts(
        name="X", category=Category.CARE, segment=Segment(), location_ids=frozenset([cast.downtown.pk]), english=CLOSED
    )
    made = make_campaign(facts, cast.lakeside, by=cast.ben, now=NOW)
    admin = Role.objects.get(organization=cast.cedar, name="Administrator")
    dora = user(cast.cedar, "dora", "Dora", {cast.downtown: admin})
    answer = as_user(dora).post(at(cast.downtown, "campaign_sample", made), {"phone": "(312) 555-0177"})
    sample = TextNumberTest.objects.first()
    assert sample is None or sample.location_id == cast.downtown.pk, (
        answer.status_code,
        sample.location.name,
        sample.body,
    )


@pytest.mark.parametrize("figure", ["skipped", "waiting", "failed"])
def test_bad_reason(cast, as_user, figure):
    patient(cast, "Ken Ito", KEN)
    made = started(cast)
    run()
    answer = as_user(cast.ben).get(at(cast.downtown, "campaign_recipients", made), {"figure": figure, "reason": "\0"})
    assert answer.status_code < 500
