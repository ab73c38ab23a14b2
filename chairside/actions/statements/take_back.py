"""Take a statement back: its links open nothing any more, what waits does not leave."""

from datetime import datetime

from django.db import transaction

from chairside.actions.communications.settle import settle, write_settled
from chairside.actions.statements.writing_down import write_down
from chairside.models import Email, EmailState, PlannedMessage, Statement, User
from chairside.rules.communications import why
from chairside.rules.communications.leave import Verdict


@transaction.atomic
def take_back(statement: Statement, *, by: User, now: datetime) -> None:
    """Take it back for good; once more changes nothing."""
    locked = Statement.objects.select_for_update().get(pk=statement.pk)
    if locked.taken_back_at is not None:
        return
    Statement.objects.filter(pk=locked.pk).update(taken_back_at=now, taken_back_by=by)
    waiting = list(PlannedMessage.objects.waiting().select_for_update().filter(statement=locked))
    for row in waiting:
        settle(row, Verdict((why.TAKEN_BACK,)), now)
    write_settled(waiting)
    unsent = Email.objects.filter(planned__in=waiting, state=EmailState.WAITING)
    unsent.update(state=EmailState.FAILED, settled_at=now)
    write_down(locked, "took back a statement", {}, by=by, now=now)
