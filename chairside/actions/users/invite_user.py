"""Invite somebody: a user without a password, and a one-time link by which they choose it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from django.db import IntegrityError, transaction

from chairside.actions.users.links import make_link
from chairside.actions.users.roles_per_location import set_roles, told
from chairside.actions.users.writing_down import write_down
from chairside.models import Location, Role, User
from chairside.models.identifiers import new_id


class UsernameTaken(Exception):
    """Somebody signs in under this name already."""


@transaction.atomic
def invite_user(
    *, name: str, username: str, email: str, roles: Mapping[Location, Role], by: User, now: datetime
) -> tuple[User, str]:
    """Give the user, who may not sign in before they accept, and the link's secret.

    Raises `UsernameTaken` or `NoLocation`, and changes nothing then.
    """
    user = User(id=new_id(), organization_id=by.organization_id, name=name, username=username, email=email)
    user.is_active = False
    user.set_unusable_password()
    _store(user)
    set_roles(user, roles)
    token = make_link(user, by=by, now=now)
    details: dict[str, object] = {"user": name, "username": username, "roles": told(roles)}
    write_down(user.organization_id, "user", "invited a user", details, by=by, now=now)
    return user, token


def _store(user: User) -> None:
    if User.objects.filter(username__iexact=user.username).exists():
        raise UsernameTaken
    try:
        with transaction.atomic():
            user.save(force_insert=True)
    except IntegrityError:
        raise UsernameTaken from None
