"""A statement whose text did not arrive goes by email, where there is an address."""

from datetime import datetime, timedelta

from django.db import transaction

from chairside.actions.communications.about_statements import AboutStatements
from chairside.actions.communications.settle import settle, write_settled
from chairside.models import PlannedMessage
from chairside.models.planned_message import Channel
from chairside.rules.communications import why
from chairside.rules.communications.kinds import Kind, State
from chairside.rules.communications.leave import Verdict
from chairside.rules.delivery import Status
from chairside.rules.statements import OF_USE

NOT_ARRIVED = (Status.FAILED.value, Status.UNDELIVERED.value)


@transaction.atomic
def mail_instead(now: datetime, most: int = 50) -> int:
    """Mail those of the last days that came back; gives how many."""
    came_back = (
        PlannedMessage.objects.select_for_update(skip_locked=True, of=("self",))
        .select_related("patient__primary_contact", "location", "communication")
        .filter(
            kind=Kind.STATEMENT,
            state=State.SENT,
            channel=Channel.TEXT,
            message__status__in=NOT_ARRIVED,
            settled_at__gt=now - OF_USE,
            emails__isnull=True,
            patient__email_messages=True,
            patient__birth_date__isnull=False,
            statement__taken_back_at__isnull=True,
        )
        .exclude(patient__email="")
    )
    rows = list(came_back[:most])
    cause = AboutStatements(rows)
    mailed = [row for row in rows if cause.ready(row) and cause.against(row, now) is None and _mailed(cause, row, now)]
    write_settled(mailed)
    return len(mailed)


def _mailed(cause: AboutStatements, row: PlannedMessage, now: datetime) -> bool:
    row.expires_at = max(row.expires_at, now + timedelta(days=1))
    found = cause.otherwise(row, Verdict((why.TEXT_FAILED,)), now)
    if not found.waits:
        return False
    settle(row, found, now)
    row.channel = Channel.EMAIL
    return True
