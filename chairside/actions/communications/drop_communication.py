"""Delete a rule of sending that was never used; one that was stays, so that its history can be read."""

from datetime import datetime

from django.db import transaction

from chairside.actions.communications.writing_down import write_down
from chairside.models import Communication, PlannedMessage, User


class HasHistory(Exception):
    """Texts were planned or sent by it: it can be switched off, not deleted."""


@transaction.atomic
def drop_communication(communication: Communication, *, by: User, now: datetime) -> None:
    """Delete it; raises `HasHistory`."""
    locked = Communication.objects.select_for_update().get(pk=communication.pk)
    if has_history(locked):
        raise HasHistory
    locked.delete()
    write_down(communication, "deleted a communication", {"name": communication.name}, by=by, now=now)


def has_history(communication: Communication) -> bool:
    """Whether it has planned anything yet."""
    return PlannedMessage.objects.filter(communication_id=communication.pk).exists()
