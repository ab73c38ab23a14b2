"""Withdraw an invitation that nobody has accepted: the user was never here."""

from datetime import datetime

from django.db import transaction

from chairside.actions.users.writing_down import write_down
from chairside.models import User


class Accepted(Exception):
    """The user has chosen a password already: disable them instead."""


@transaction.atomic
def withdraw_invitation(user: User, *, by: User, now: datetime) -> None:
    """Remove the user, so that the user name is free again; raises `Accepted`."""
    present = User.objects.select_for_update().get(pk=user.pk)
    if not present.is_invited:
        raise Accepted
    present.delete()
    write_down(by.organization_id, "user", "withdrew an invitation", {"user": user.name}, by=by, now=now)
