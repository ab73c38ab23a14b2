"""End a campaign for good: nothing of it leaves any more, and each text that did not says so."""

from datetime import datetime

from django.db import transaction

from chairside.actions.campaigns.pause_campaign import in_queue
from chairside.actions.campaigns.telling import write_down
from chairside.actions.communications.recheck import recheck
from chairside.models import Campaign, PlannedMessage, User
from chairside.models.planned_message import kept
from chairside.rules.communications import why
from chairside.rules.communications.kinds import State


@transaction.atomic
def stop_campaign(campaign: Campaign, *, by: User, now: datetime) -> bool:
    """Stop it, and take back what is still in the send queue; False when there is nothing to stop."""
    going = Campaign.objects.filter(pk=campaign.pk, launched_at__isnull=False, stopped_at__isnull=True)
    if not going.update(stopped_at=now, paused_at=None):
        return False
    PlannedMessage.objects.waiting().filter(campaign=campaign).update(
        state=State.SKIPPED, reason=why.CAMPAIGN_STOPPED.code, why=kept([why.CAMPAIGN_STOPPED]), settled_at=now
    )
    recheck(list(in_queue(campaign, now).values_list("pk", flat=True)), now)
    write_down(campaign, "stopped a campaign", by=by, now=now)
    return True
