"""Start a campaign: now, or at the moment that was set."""

from datetime import datetime

from django.db import transaction

from chairside.actions.campaigns.keep_campaign import StartedAlready, mark_of_campaign
from chairside.actions.campaigns.telling import write_down
from chairside.actions.refusals import stop_if_changed
from chairside.live.bell import wake_sender
from chairside.models import Campaign, User


class OverAlready(Exception):
    """The day after which it is of no use has come before it starts."""


@transaction.atomic
def start_campaign(campaign: Campaign, *, by: User, now: datetime, seen: str | None = None) -> None:
    """Let it go out; the worker plans its texts. Raises `StartedAlready` or `OverAlready`."""
    locked = Campaign.objects.select_for_update(of=("self",)).get(pk=campaign.pk)
    if locked.launched_at is not None:
        raise StartedAlready
    stop_if_changed(seen, mark_of_campaign(locked))
    starts_at = max(locked.starts_at or now, now)
    if locked.ends_at is not None and locked.ends_at <= starts_at:
        raise OverAlready
    Campaign.objects.filter(pk=locked.pk).update(launched_at=now, launched_by=by, starts_at=starts_at)
    wake_sender()
    write_down(locked, "started a campaign", by=by, now=now)
