"""Let a disabled user in again, with the password and the second factor they had."""

from datetime import datetime

from django.db import transaction

from chairside.actions.users.writing_down import write_down
from chairside.models import User


class NotAccepted(Exception):
    """The user has never chosen a password: give them a link instead."""


@transaction.atomic
def enable_user(user: User, *, by: User, now: datetime) -> None:
    """Enable the user; raises `NotAccepted`."""
    present = User.objects.select_for_update().get(pk=user.pk)
    if present.is_invited:
        raise NotAccepted
    User.objects.filter(pk=user.pk).update(is_active=True)
    write_down(user.organization_id, "user", "enabled a user", {"user": user.name}, by=by, now=now)
