"""Nobody can say whether a text left: never send it again by itself, find out instead."""

from datetime import datetime

from django.db.models import F

from chairside.live.bell import ring_thread
from chairside.models import Attempt, Message
from chairside.rules.delivery import RECONCILE_AFTER, Outcome, Status


def make_unknown(attempt: Attempt, now: datetime) -> None:
    """Say so where the text stands, and look at the carrier's list soon, inside the caller's transaction."""
    first_look = F("started_at") + RECONCILE_AFTER[0]
    Attempt.objects.filter(pk=attempt.pk).update(outcome=Outcome.UNKNOWN, check_at=first_look)
    Message.objects.filter(pk=attempt.message_id).exclude(status=Status.NOT_CONFIRMED).update(
        status=Status.NOT_CONFIRMED, status_at=now, failure=None, error_code=None
    )
    ring_thread(attempt.message.location_id, attempt.message.thread_id)
