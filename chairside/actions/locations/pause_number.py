"""Let a location's number rest, and let it work again: what waits in its queue stays there meanwhile."""

from datetime import datetime

from django.db import transaction
from django.db.models.functions import Now

from chairside.actions.locations.telling import ring_screens, write_down
from chairside.live.bell import wake_sender
from chairside.models import Location, TextNumber, User

LONGEST_REASON = 200


@transaction.atomic
def pause_number(location: Location, reason: str, *, by: User, now: datetime) -> None:
    """Send nothing from the number until it is resumed; texts to it still come in."""
    resting = TextNumber.objects.filter(location=location, paused_at__isnull=True)
    if resting.update(paused_at=now, pause_reason=reason[:LONGEST_REASON]):
        ring_screens(location)
        write_down(location, "paused the text number", {}, by=by, now=now)


@transaction.atomic
def resume_number(location: Location, *, by: User, now: datetime) -> None:
    """Send again, what has waited first."""
    paused = TextNumber.objects.filter(location=location, paused_at__isnull=False)
    if paused.update(paused_at=None, pause_reason="", rests_until=None, connected_at=Now()):
        ring_screens(location)
        wake_sender()
        write_down(location, "resumed the text number", {}, by=by, now=now)
