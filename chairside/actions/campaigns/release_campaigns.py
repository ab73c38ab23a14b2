"""Release the texts of campaigns bit by bit, so that what is in the send queue can still be paused and stopped."""

from collections.abc import Iterator
from datetime import datetime, time
from uuid import UUID

from django.db import transaction

from chairside.actions.communications.release import alone, release_rows
from chairside.models import Campaign, Continuity, PlannedMessage, QueuedMessage
from chairside.rules.communications.kinds import State
from chairside.rules.communications.timing import at_clock
from chairside.rules.delivery import Lane

ROOM = 200
"""So many texts of campaigns wait in the send queue of one number at most."""

AS_MANY_AS_YOU_LIKE = 1_000_000


def release_campaigns(now: datetime) -> int:
    """Release what has its turn; gives how many rows were decided."""
    if not Continuity.objects.allows_sending(0):
        return 0
    due = PlannedMessage.objects.waiting().filter(campaign__isnull=False, until_at__lte=now)
    going = Campaign.objects.going_out().filter(pk__in=due.values("campaign_id")).order_by("starts_at", "id")
    return sum(_release_some(campaign_id, now) for campaign_id in list(going.values_list("pk", flat=True)))


@transaction.atomic
def _release_some(campaign_id: UUID, now: datetime) -> int:
    if not alone():
        return 0
    # held until the end: who pauses it then finds all that we put into the queue
    free = Campaign.objects.going_out().select_for_update(of=("self",), skip_locked=True, no_key=True)
    campaign = free.select_related("location").filter(pk=campaign_id).first()
    rows = list(_due(campaign, now)) if campaign else []
    return release_rows(rows, now) if rows else 0


def _due(campaign: Campaign, now: datetime) -> Iterator[PlannedMessage]:
    """Give what has its turn, and what shares a text with it."""
    waiting = PlannedMessage.objects.waiting().filter(campaign=campaign)
    due = waiting.filter(until_at__lte=now)
    places = list(due.order_by().values_list("location_id", flat=True).distinct())
    waiting = waiting.select_for_update(skip_locked=True, of=("self",))
    waiting = waiting.select_related("patient__primary_contact", "location")
    left = _left_today(campaign, now)
    for location_id in places:
        most = min(_room(location_id), left)
        here = list(waiting.filter(until_at__lte=now, location=location_id).order_by("until_at", "id")[:most])
        left -= len(here)
        mates = waiting.filter(patient__primary_contact__in={row.patient.primary_contact_id for row in here})
        yield from {row.pk: row for row in (*here, *mates)}.values()


def _left_today(campaign: Campaign, now: datetime) -> int:
    """Give how many more may leave today, by the campaign's clock."""
    if campaign.per_day is None:
        return AS_MANY_AS_YOU_LIKE
    midnight = at_clock(campaign.location.clock(now).date(), time(0), campaign.location.zone)
    today = PlannedMessage.objects.filter(campaign=campaign, state=State.SENT, settled_at__gte=midnight)
    return max(campaign.per_day - today.values("message_id").distinct().count(), 0)


def _room(location_id: UUID) -> int:
    queued = QueuedMessage.objects.filter(message__location=location_id, lane=Lane.CAMPAIGN)
    return max(ROOM - queued.count(), 0)
