"""Change a user: name, email, and the role at each location."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from django.db import transaction

from chairside.actions.refusals import stop_if_changed
from chairside.actions.users.keeping_an_administrator import keeping_an_administrator
from chairside.actions.users.roles_per_location import set_roles, told
from chairside.actions.users.writing_down import write_down
from chairside.live.bell import ring
from chairside.live.changes import Change, Kind
from chairside.models import Location, Role, User, UserRole
from chairside.rules.marks import mark_of


@transaction.atomic
def change_user(
    user: User,
    *,
    name: str,
    email: str,
    roles: Mapping[Location, Role],
    by: User,
    now: datetime,
    seen: str | None = None,
) -> None:
    """Keep exactly these; raises `NoLocation`, `LastAdministrator`, or `ChangedSince` when not as `seen`."""
    with keeping_an_administrator(user.organization_id):
        stop_if_changed(seen, mark_of_user(User.objects.select_for_update().get(pk=user.pk)))
        User.objects.filter(pk=user.pk).update(name=name, email=email)
        set_roles(user, roles)
    ring([Change(Kind.RIGHTS, user_id=user.pk)])
    details: dict[str, object] = {"user": name, "username": user.username, "roles": told(roles)}
    write_down(user.organization_id, "user", "changed a user", details, by=by, now=now)


def mark_of_user(user: User) -> str:
    """Give the mark of what the form of a user shows."""
    held = UserRole.objects.filter(user=user).order_by("location_id").values_list("location_id", "role_id")
    return mark_of(user.name, user.email, list(held))
