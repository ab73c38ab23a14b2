"""Give a user a new one-time link: for the first password, or for a new one."""

from datetime import datetime

from django.db import transaction

from chairside.actions.users.links import make_link
from chairside.actions.users.writing_down import write_down
from chairside.models import User


class Disabled(Exception):
    """Whoever is disabled gets no link; enable them first."""


@transaction.atomic
def give_link(user: User, *, by: User, now: datetime) -> str:
    """Give the link's secret; earlier links end, the present password holds until the new one is chosen."""
    present = User.objects.select_for_update().get(pk=user.pk)
    if present.is_disabled:
        raise Disabled
    token = make_link(present, by=by, now=now)
    write_down(user.organization_id, "user", "made a link for a new password", {"user": user.name}, by=by, now=now)
    return token
