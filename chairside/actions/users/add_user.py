"""Add somebody who signs in, with one role at some or all locations."""

from collections.abc import Iterable

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.db import transaction

from chairside.models import Location, Organization, Role, User, UserRole


class CannotAdd(Exception):
    """The user cannot be added; the text says why and what to do."""


@transaction.atomic
def add_user(*, organization: str, username: str, name: str, role: str, locations: list[str], password: str) -> User:
    """Add the user; raises `CannotAdd` and changes nothing when a name is unknown or taken."""
    owner = Organization.objects.filter(name=organization).first()
    if owner is None:
        raise CannotAdd(f"There is no organization “{organization}”. {_known(Organization.objects.all())}")
    roles = Role.objects.filter(organization=owner)
    chosen = roles.filter(name=role).first()
    if chosen is None:
        raise CannotAdd(f"There is no role “{role}”. {_known(roles)}")
    if User.objects.filter(username__iexact=username).exists():
        raise CannotAdd(f"The user name “{username}” is taken. Choose another.")
    user = User(organization=owner, username=username, name=name)
    try:
        validate_password(password, user)
    except ValidationError as weak:
        raise CannotAdd(" ".join(weak.messages)) from None
    user.set_password(password)
    user.save(force_insert=True)
    for location in _locations(owner, locations):
        UserRole.objects.create(organization=owner, user=user, location=location, role=chosen)
    return user


def _locations(owner: Organization, names: list[str]) -> list[Location]:
    everywhere = Location.objects.filter(organization=owner)
    found = list(everywhere.filter(name__in=names) if names else everywhere)
    missing = set(names) - {location.name for location in found}
    if missing or not found:
        raise CannotAdd(f"There is no location “{', '.join(sorted(missing))}”. {_known(everywhere)}")
    return found


def _known(rows: Iterable[object]) -> str:
    names = ", ".join(str(row) for row in rows)
    return f"There are: {names}." if names else "There is none yet: import a practice's records first."
