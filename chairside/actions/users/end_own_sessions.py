"""Sign oneself out elsewhere: one session, or all but the present one."""

from datetime import datetime

from allauth.usersessions.models import UserSession
from django.db import transaction

from chairside.actions.users.writing_down import write_down
from chairside.live.bell import ring
from chairside.live.changes import Change, Kind
from chairside.models import User


@transaction.atomic
def end_own_sessions(user: User, *, present_key: str, session_id: int | None, now: datetime) -> int:
    """End the one session, or with None all others; give how many ended. The present one stays."""
    others = UserSession.objects.filter(user_id=user.pk).exclude(session_key=present_key)
    ended = list(others if session_id is None else others.filter(pk=session_id))
    for session in ended:
        session.end()
    if ended:
        ring([Change(Kind.RIGHTS, user_id=user.pk)])
        details: dict[str, object] = {"sessions": len(ended)}
        write_down(user.organization_id, "sign-in", "signed out elsewhere", details, by=user, now=now)
    return len(ended)
