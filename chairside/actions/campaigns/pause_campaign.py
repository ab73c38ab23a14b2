"""Let a campaign rest, and let it go on: what is in the send queue rests with it."""

from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Q, QuerySet

from chairside.actions.campaigns.telling import write_down
from chairside.live.bell import wake_sender
from chairside.models import Campaign, QueuedMessage, User
from chairside.rules.communications.kinds import Kind

RESTING = timedelta(days=3650)
"""So far away is due what rests in the send queue; going on brings it back."""


@transaction.atomic
def pause_campaign(campaign: Campaign, *, by: User, now: datetime) -> bool:
    """Let no further text leave; False when there is nothing to pause."""
    running = Campaign.objects.filter(
        pk=campaign.pk, launched_at__isnull=False, paused_at__isnull=True, stopped_at__isnull=True
    )
    if not running.update(paused_at=now):
        return False
    in_queue(campaign, now).update(due_at=now + RESTING)
    write_down(campaign, "paused a campaign", by=by, now=now)
    return True


@transaction.atomic
def resume_campaign(campaign: Campaign, *, by: User, now: datetime) -> bool:
    """Go on where it rested; False when it does not rest."""
    resting = Campaign.objects.filter(pk=campaign.pk, paused_at__isnull=False, stopped_at__isnull=True)
    if not resting.update(paused_at=None):
        return False
    in_queue(campaign, now).filter(due_at__gt=now).update(due_at=now)
    wake_sender()
    write_down(campaign, "resumed a campaign", by=by, now=now)
    return True


def in_queue(campaign: Campaign, now: datetime) -> QuerySet[QueuedMessage]:
    """Give, locked, what waits in the send queue and is in no worker's hands."""
    free = QueuedMessage.objects.filter(Q(leased_until__isnull=True) | Q(leased_until__lt=now))
    ours = free.filter(message__planned__campaign=campaign, message__planned__kind=Kind.CAMPAIGN)
    ids = list(ours.values_list("pk", flat=True).distinct())
    locked = QueuedMessage.objects.select_for_update(skip_locked=True).filter(pk__in=ids)
    return QueuedMessage.objects.filter(pk__in=[one.pk for one in locked])
