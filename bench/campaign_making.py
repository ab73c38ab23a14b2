"""Make the patients of the campaign's measure and plan it: python -m bench.campaign_making LOCATION COUNT ZONE PACE

Run on the demo's database by bench.campaign; prints one JSON object.
"""

import json
import sys
import time
from datetime import UTC, datetime, timedelta
from uuid import UUID

from chairside.management.house import open_house

open_house()

from chairside.actions.campaigns.keep_campaign import CampaignFacts, make_campaign  # noqa: E402
from chairside.actions.campaigns.plan_campaigns import plan_campaign  # noqa: E402
from chairside.models import (  # noqa: E402
    Appointment,
    Campaign,
    Location,
    Patient,
    Phone,
    PlannedMessage,
    TextNumber,
    User,
)
from chairside.models.identifiers import new_id  # noqa: E402
from chairside.rules.communications.segment import Segment  # noqa: E402
from chairside.rules.consent_categories import Category  # noqa: E402

AT_ONCE = 2000
SEEN = timedelta(days=90)


def main(location_id: UUID, count: int, zone: str, pace: int) -> None:
    location = Location.objects.get(pk=location_id)
    TextNumber.objects.filter(location=location).update(segments_per_second=pace)
    if count:
        now = datetime.now(UTC)
        make_patients(location, count, zone, now)
        print(json.dumps(plan(location, now)))


def make_patients(location: Location, count: int, zone: str, now: datetime) -> None:
    """Make patients who were seen three months ago, each with a phone of their own."""
    ids = [new_id() for _ in range(count)]
    within = {"organization_id": location.organization_id}
    people = (
        Patient(
            id=pk, **within, given_name=f"P{place}", family_name="Bench", status="active", primary_contact_id=pk,
            primary_guarantor_id=pk, text_messages=True, time_zone=zone,
        )
        for place, pk in enumerate(ids)
    )  # fmt: skip
    phones = (
        Phone(id=new_id(), **within, patient_id=pk, position=0, type="mobile", number=f"+1404{2000000 + place}")
        for place, pk in enumerate(ids)
    )
    visits = (
        Appointment(
            id=new_id(), **within, location=location, patient_id=pk, starts_at=now - SEEN,
            ends_at=now - SEEN + timedelta(hours=1), status="complete",
        )
        for pk in ids
    )  # fmt: skip
    Patient.objects.bulk_create(people, batch_size=AT_ONCE)
    Phone.objects.bulk_create(phones, batch_size=AT_ONCE)
    Appointment.objects.bulk_create(visits, batch_size=AT_ONCE)


def plan(location: Location, now: datetime) -> dict[str, float]:
    """Plan the campaign ourselves, an hour before the worker would, and let its texts be due."""
    user = User.objects.get(username="manager")
    last = (now - SEEN).date()
    facts = CampaignFacts(
        name="Bench",
        category=Category.CARE,
        segment=Segment(seen_from=last - timedelta(1), seen_until=last + timedelta(1)),
        location_ids=frozenset({location.pk}),
        english="{location}: news, {first_name}",
    )
    campaign = make_campaign(facts, location, by=user, now=now)
    start = now + timedelta(hours=1)
    Campaign.objects.filter(pk=campaign.pk).update(launched_at=now, launched_by=user, starts_at=start)
    began, spent = time.perf_counter(), time.process_time()
    plan_campaign(campaign.pk, start)
    took, spent = time.perf_counter() - began, time.process_time() - spent
    rows = PlannedMessage.objects.filter(campaign=campaign)
    rows.update(until_at=now, due_at=now)
    return {"seconds": round(took, 2), "own_seconds": round(spent, 2), "rows": rows.count()}


if __name__ == "__main__":
    main(UUID(sys.argv[1]), int(sys.argv[2]), sys.argv[3], int(sys.argv[4]))
