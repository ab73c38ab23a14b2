"""Make a role, with the rights of another or with none."""

from datetime import datetime

from django.db import IntegrityError, transaction

from chairside.actions.users.writing_down import write_down
from chairside.models import Role, User
from chairside.models.identifiers import new_id


class NameTaken(Exception):
    """Another role has this name."""


@transaction.atomic
def make_role(*, name: str, copied_from: Role | None, by: User, now: datetime) -> Role:
    """Make it; raises `NameTaken`."""
    rights = list(copied_from.rights) if copied_from else []
    role = Role(id=new_id(), organization_id=by.organization_id, name=name, rights=rights)
    try:
        with transaction.atomic():
            role.save(force_insert=True)
    except IntegrityError:
        raise NameTaken from None
    details: dict[str, object] = {"role": name, "copied from": copied_from.name if copied_from else ""}
    write_down(role.organization_id, "role", "made a user role", details, by=by, now=now)
    return role
