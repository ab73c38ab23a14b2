"""Find a user by the name under which they sign in."""

from chairside.models import User


class NoSuchUser(Exception):
    """There is nobody of this name."""


def find_user(username: str) -> User:
    """Give the user of this name, any case; raises `NoSuchUser`."""
    user: User | None = User.objects.filter(username__iexact=username).first()
    if user is None:
        raise NoSuchUser(f"There is no user “{username}”.")
    return user
