"""Plan the texts of campaigns that have begun: one row for each patient of the segment, whoever is left out too."""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from chairside.actions.campaigns.audience import audience
from chairside.models import Campaign, PlannedMessage

AT_ONCE = 2000


def plan_campaigns(now: datetime) -> None:
    """Plan each campaign whose time has come; one that is planned is left alone."""
    for campaign_id in list(Campaign.objects.to_plan(now).values_list("pk", flat=True)):
        plan_campaign(campaign_id, now)


@transaction.atomic
def plan_campaign(campaign_id: UUID, now: datetime) -> None:
    """Write all its rows, or none: killed midway it is planned anew, and nobody has two rows in any case."""
    due = Campaign.objects.to_plan(now).select_for_update(of=("self",), skip_locked=True, no_key=True)
    campaign = due.select_related("location").filter(pk=campaign_id).first()
    if campaign is None:
        return
    places = campaign.places.values_list("location_id", flat=True)
    PlannedMessage.objects.bulk_create(audience(campaign, places, now), ignore_conflicts=True, batch_size=AT_ONCE)
    Campaign.objects.filter(pk=campaign.pk).update(planned_at=now)
