"""Bring back the conversations whose moment has come."""

from datetime import datetime

from django.db import transaction
from django.db.models.functions import Greatest

from chairside.live.bell import ring
from chairside.live.changes import Change, Kind
from chairside.models import Thread

MOST_AT_ONCE = 200


@transaction.atomic
def wake_threads(now: datetime) -> int:
    """Show them again, as unread, so that somebody sees them; harmless when two workers run it at once."""
    due = (
        Thread.objects.select_for_update(skip_locked=True)
        .filter(snoozed_until__lte=now)
        .order_by("snoozed_until")
        .values_list("pk", "location_id")[:MOST_AT_ONCE]
    )
    woken = list(due)
    if woken:
        Thread.objects.filter(pk__in=[pk for pk, _ in woken]).update(snoozed_until=None, unread=Greatest("unread", 1))
        ring(Change(Kind.THREAD, location_id, pk) for pk, location_id in woken)
    return len(woken)
