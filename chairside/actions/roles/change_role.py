"""Change what a role is called and what it allows."""

from __future__ import annotations

from collections.abc import Set as AbstractSet
from datetime import datetime
from uuid import UUID

from django.db import IntegrityError, transaction

from chairside.actions.roles.make_role import NameTaken
from chairside.actions.users.keeping_an_administrator import keeping_an_administrator
from chairside.actions.users.writing_down import write_down
from chairside.live.bell import ring
from chairside.live.changes import Change, Kind
from chairside.models import Role, User
from chairside.rules.rights import Right


@transaction.atomic
def change_role(
    role: Role, *, name: str, grants: AbstractSet[Right], takes: AbstractSet[Right], by: User, now: datetime
) -> None:
    """Rename it, grant and take rights; what a colleague has changed meanwhile stays.

    Raises `NameTaken` or `LastAdministrator`.
    """
    with keeping_an_administrator(role.organization_id):
        present = Role.objects.select_for_update().get(pk=role.pk)
        given = {right.value for right in grants} - set(present.rights)
        taken = {right.value for right in takes} & set(present.rights)
        _store(present, name, sorted((set(present.rights) | given) - taken))
    ring(Change(Kind.RIGHTS, user_id=user_id) for user_id in _holders(role))
    details: dict[str, object] = {"role": name, "granted": sorted(given), "taken": sorted(taken)}
    if present.name != name:
        details["was called"] = present.name
    write_down(role.organization_id, "role", "changed a user role", details, by=by, now=now)


def _store(role: Role, name: str, rights: list[str]) -> None:
    try:
        with transaction.atomic():
            Role.objects.filter(pk=role.pk).update(name=name, rights=rights)
    except IntegrityError:
        raise NameTaken from None


def _holders(role: Role) -> list[UUID]:
    return list(role.user_roles.order_by().values_list("user_id", flat=True).distinct())
