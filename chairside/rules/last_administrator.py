"""Somebody must always be able to give rights back: the last administrator's rights cannot be taken."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass

from chairside.rules.rights import Right

ADMINISTERS = frozenset({Right.EDIT_USERS, Right.EDIT_ROLES})
"""What it takes to mend any mistake with rights."""


@dataclass(frozen=True, slots=True)
class Standing:
    """One user: may they sign in, and what do their roles at all their locations allow together."""

    is_active: bool
    rights: frozenset[Right]


def administers(user: Standing) -> bool:
    """Whether this user alone could give anybody their rights back."""
    return user.is_active and user.rights >= ADMINISTERS


def loses_the_last(before: Collection[Standing], after: Iterable[Standing]) -> bool:
    """Whether a change leaves nobody who administers, where there was somebody before."""
    return any(administers(user) for user in before) and not any(administers(user) for user in after)
