"""Give a user a new password; whoever was signed in as them is signed out by it."""

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.db import transaction

from chairside.actions.users.find_user import find_user
from chairside.live.bell import ring
from chairside.live.changes import Change, Kind


class WeakPassword(Exception):
    """The password is too easy; the text says why."""


@transaction.atomic
def set_password(username: str, password: str) -> None:
    """Set it; raises `NoSuchUser` or `WeakPassword`."""
    user = find_user(username)
    try:
        validate_password(password, user)
    except ValidationError as weak:
        raise WeakPassword(" ".join(weak.messages)) from None
    user.set_password(password)
    user.save(update_fields=["password"])
    ring([Change(Kind.RIGHTS, user_id=user.pk)])
