"""End what a user has open: their sessions, and with them their screens."""

from allauth.usersessions.models import UserSession

from chairside.live.bell import ring
from chairside.live.changes import Change, Kind
from chairside.models import User


def end_sessions(user: User) -> None:
    """Sign the user out everywhere, at the commit of the running transaction."""
    for session in UserSession.objects.filter(user_id=user.pk):
        session.end()
    ring([Change(Kind.RIGHTS, user_id=user.pk)])
