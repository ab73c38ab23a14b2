"""Let a user in no more: requests end at once, open streams within seconds."""

from django.db import transaction

from chairside.live.bell import ring
from chairside.live.changes import Change, Kind
from chairside.models import User


class NoSuchUser(Exception):
    """There is nobody of this name."""


@transaction.atomic
def disable_user(username: str) -> None:
    """Disable the user; raises `NoSuchUser`."""
    user = find_user(username)
    User.objects.filter(pk=user.pk).update(is_active=False)
    ring([Change(Kind.RIGHTS, user_id=user.pk)])


def find_user(username: str) -> User:
    """Give the user of this name, any case; raises `NoSuchUser`."""
    user: User | None = User.objects.filter(username__iexact=username).first()
    if user is None:
        raise NoSuchUser(f"There is no user “{username}”.")
    return user
