"""Hold the rule of the last administrator around a change of rights, whoever changes what at the same time."""

from collections.abc import Iterator
from contextlib import contextmanager
from uuid import UUID

from django.db import transaction

from chairside.models import Organization, User
from chairside.rules.last_administrator import Standing, loses_the_last
from chairside.rules.rights import Right


class LastAdministrator(Exception):
    """Nobody would be left who may edit users and roles. Nothing was changed."""

    def __init__(self) -> None:
        super().__init__(
            "Nobody would be left who may edit users and user roles. Give somebody else both rights first."
        )


@contextmanager
def keeping_an_administrator(organization_id: UUID) -> Iterator[None]:
    """Do the change inside; raises `LastAdministrator`, and undoes it, if it leaves nobody who administers.

    Two such changes of an organization follow one another, or each would see the other's administrator.
    """
    with transaction.atomic():
        # not the whole row: texts that come in refer to it and must not wait
        Organization.objects.select_for_update(no_key=True).get(pk=organization_id)
        before = _standings(organization_id)
        yield
        if loses_the_last(before, _standings(organization_id)):
            raise LastAdministrator


def _standings(organization_id: UUID) -> list[Standing]:
    people = User.objects.filter(organization_id=organization_id).prefetch_related("user_roles__role")
    return [Standing(person.is_active, _rights(person)) for person in people]


def _rights(person: User) -> frozenset[Right]:
    return frozenset[Right]().union(*(held.role.known_rights for held in person.user_roles.all()))
