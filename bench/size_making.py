"""Make the database of bench.size: the program's own tables, one organization, two users, and the rest set by set."""

from __future__ import annotations

import os
import sys
from datetime import UTC, datetime

import django

from bench.running import tell

PASSWORD = "chairside-demo"


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "chairside.config.settings")
    django.setup()
    from django.core.management import call_command

    from bench.filling import fill
    from chairside.models import Organization, Role, User
    from chairside.models.fields import seal
    from chairside.rules.rights import DEFAULT_ROLES

    call_command("migrate", verbosity=0, interactive=False)
    now = datetime.now(UTC)
    organization = Organization.objects.create(name="Cedar Dental", created_at=now)
    roles = {
        name: Role.objects.create(organization=organization, name=name, rights=sorted(rights))
        for name, rights in DEFAULT_ROLES.items()
    }
    users = {}
    for username in ("desk", "regional"):
        user = users[username] = User(organization=organization, username=username, name=f"{username.title()} Ito")
        user.set_password(PASSWORD)
        user.save()
    took = fill(
        os.environ["DATABASE_URL"],
        int(sys.argv[1]),
        organization=str(organization.pk),
        user=str(users["desk"].pk),
        token=seal("never used"),
    )
    give_roles(users, roles)
    tell(took=took)


def give_roles(users: dict, roles: dict) -> None:
    """The desk works at one location, the regional manager at all of them."""
    from chairside.models import Location, UserRole

    places = list(Location.objects.order_by("id"))
    pairs = [(users["regional"], place, roles["Administrator"]) for place in places]
    pairs.append((users["desk"], places[0], roles["Receptionist"]))
    UserRole.objects.bulk_create(
        UserRole(organization_id=place.organization_id, user=user, location=place, role=role)
        for user, place, role in pairs
    )


if __name__ == "__main__":
    main()
