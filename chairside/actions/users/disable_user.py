"""Let a user in no more: their sessions and streams end at once."""

from datetime import datetime

from django.db import transaction

from chairside.actions.users.ending_sessions import end_sessions
from chairside.actions.users.keeping_an_administrator import keeping_an_administrator
from chairside.actions.users.links import end_links
from chairside.actions.users.writing_down import write_down
from chairside.models import User


@transaction.atomic
def disable_user(user: User, *, by: User | None, now: datetime) -> None:
    """Disable the user; raises `LastAdministrator`."""
    with keeping_an_administrator(user.organization_id):
        User.objects.filter(pk=user.pk).update(is_active=False)
    end_links(user, now)
    end_sessions(user)
    write_down(user.organization_id, "user", "disabled a user", {"user": user.name}, by=by, now=now)
