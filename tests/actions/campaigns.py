"""Campaigns for tests, and what came of them."""

from chairside.actions.campaigns.keep_campaign import CampaignFacts, make_campaign
from chairside.actions.campaigns.plan_campaigns import plan_campaigns
from chairside.actions.campaigns.release_campaigns import release_campaigns
from chairside.actions.campaigns.start_campaign import start_campaign
from chairside.models import ConsentEntry, PlannedMessage
from chairside.rules.communications.segment import Segment
from chairside.rules.consent_categories import Category
from tests.cast import NOW

CLOSED = "{location}: we are closed on Friday, {first_name}. Reply STOP to opt out."


def campaign(cast, *places, name="Closed on Friday", now=NOW, by=None, segment=None, **more):
    """Make a draft for Downtown, or for the places named."""
    more.setdefault("category", Category.CARE)
    more.setdefault("english", CLOSED)
    locations = places or (cast.downtown,)
    facts = CampaignFacts(
        name=name, segment=segment or Segment(), location_ids=frozenset(one.pk for one in locations), **more
    )
    return make_campaign(facts, locations[0], by=by or cast.ben, now=now)


def started(cast, *places, now=NOW, **more):
    made = campaign(cast, *places, now=now, **more)
    start_campaign(made, by=cast.ben, now=now)
    made.refresh_from_db()
    return made


def run(now=NOW):
    """Do what the worker does at that moment."""
    plan_campaigns(now)
    while release_campaigns(now):
        pass


def rows():
    """Give every row of campaigns as (patient, state, reason), by name."""
    found = PlannedMessage.objects.filter(campaign__isnull=False).select_related("patient")
    return sorted((row.patient.given_name, row.state, row.reason) for row in found)


def patient(cast, name, *numbers, seen=24 * 30, location=None, **more):
    """Make a patient who was seen some hours ago."""
    made = cast.person(name, *numbers, **more)
    if seen is not None:
        cast.visit(made, hours=-seen, location=location, status="complete")
    return made


def agrees(cast, number, category="marketing", *, at=NOW):
    return ConsentEntry.objects.create(
        organization=cast.cedar, number=number, category=category, opted_in=True, at=at, source="staff", wording="Yes"
    )
