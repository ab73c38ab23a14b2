"""Which role a user has where."""

from collections.abc import Mapping

from chairside.models import Location, Role, User, UserRole


class NoLocation(Exception):
    """A user needs a role at one location at least."""


def set_roles(user: User, roles: Mapping[Location, Role]) -> None:
    """Keep exactly these; raises `NoLocation`."""
    if not roles:
        raise NoLocation
    UserRole.objects.filter(user=user).exclude(location__in=list(roles)).delete()
    for location, role in roles.items():
        UserRole.objects.update_or_create(
            user=user,
            location=location,
            defaults={"role": role},
            create_defaults={
                "organization_id": user.organization_id,
                "role": role,
            },
        )


def told(roles: Mapping[Location, Role]) -> dict[str, str]:
    """Give the roles by location, as the audit log keeps them."""
    return {location.name: role.name for location, role in roles.items()}
