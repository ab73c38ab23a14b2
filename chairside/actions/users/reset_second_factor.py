"""Forget a user's authenticator app, passkeys and recovery codes: the phone is lost."""

from datetime import datetime

from allauth.mfa.models import Authenticator
from django.db import transaction

from chairside.actions.users.ending_sessions import end_sessions
from chairside.actions.users.writing_down import write_down
from chairside.models import User


@transaction.atomic
def reset_second_factor(user: User, *, by: User, now: datetime) -> None:
    """Forget them all, and sign the user out everywhere: whoever has the phone may be signed in on it."""
    Authenticator.objects.filter(user_id=user.pk).delete()
    end_sessions(user)
    write_down(user.organization_id, "user", "reset a second factor", {"user": user.name}, by=by, now=now)
