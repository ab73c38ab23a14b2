"""A user chooses how the composer behaves."""

from chairside.models import User


def choose_writing(user: User, *, enter_sends: bool) -> None:
    """Keep whether Enter sends (and Shift+Enter breaks the line) or the other way round."""
    User.objects.filter(pk=user.pk).update(enter_sends=enter_sends)
