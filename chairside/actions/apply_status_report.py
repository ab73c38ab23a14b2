"""The carrier reports what became of a text: late, twice or out of order, it never goes back."""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from chairside.actions.sending.move import bind, move
from chairside.carriers.port import StatusReport
from chairside.models import Attempt, QueuedMessage


@transaction.atomic
def apply_status_report(location_id: UUID, attempt_token: str, report: StatusReport, now: datetime) -> bool:
    """Apply the report to the attempt that its address names; give whether there is such an attempt.

    A report ahead of our own answer binds the attempt: the text did reach the carrier.
    """
    attempt = (
        Attempt.objects.select_for_update(of=("self",))
        .filter(token=attempt_token, message__location_id=location_id)
        .select_related("message")
        .first()
    )
    if attempt is None or attempt.carrier_id not in {None, report.carrier_id}:
        return False
    if attempt.carrier_id is None:
        _bind(attempt, report.carrier_id, now)
    move(attempt, report.status, now, report.error_code)
    return True


def _bind(attempt: Attempt, carrier_id: UUID, now: datetime) -> None:
    bind(attempt, carrier_id, now)
    if not Attempt.objects.filter(message_id=attempt.message_id, pk__gt=attempt.pk).exists():
        # the carrier had said that it did not take the text, and has it all the same
        QueuedMessage.objects.filter(message_id=attempt.message_id).delete()
