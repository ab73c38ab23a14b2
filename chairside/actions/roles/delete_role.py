"""Delete a role that nobody has."""

from datetime import datetime

from django.db import transaction

from chairside.actions.users.keeping_an_administrator import keeping_an_administrator
from chairside.actions.users.writing_down import write_down
from chairside.models import Role, User


class SomebodyHasIt(Exception):
    """The role is somebody's: give them another one first."""


@transaction.atomic
def delete_role(role: Role, *, by: User, now: datetime) -> None:
    """Delete it; raises `SomebodyHasIt`."""
    with keeping_an_administrator(role.organization_id):
        if role.user_roles.exists():
            raise SomebodyHasIt
        Role.objects.filter(pk=role.pk).delete()
    write_down(role.organization_id, "role", "deleted a user role", {"role": role.name}, by=by, now=now)
