"""Choose a password by a one-time link."""

from datetime import datetime
from uuid import UUID

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.db import transaction

from chairside.actions.users.ending_sessions import end_sessions
from chairside.actions.users.links import digest
from chairside.actions.users.set_password import WeakPassword
from chairside.actions.users.writing_down import write_down
from chairside.models import Invitation, User


class LinkOver(Exception):
    """The link works no more; `was_used` tells whether somebody has chosen a password by it."""

    def __init__(self, *, was_used: bool) -> None:
        super().__init__("used" if was_used else "expired")
        self.was_used = was_used


def find_invitation(token: str, now: datetime) -> Invitation | None:
    """Give the invitation of a link, None for a wrong link; raises `LinkOver`."""
    invitation = Invitation.objects.select_related("user").filter(token_digest=digest(token)).first()
    if invitation:
        check_invitation(invitation, now)
    return invitation


@transaction.atomic
def accept_invitation(invitation_id: UUID, password: str, now: datetime) -> User:
    """Set the password, let the user in, end all that they had open; raises `LinkOver` or `WeakPassword`."""
    invitation = Invitation.objects.select_for_update().get(pk=invitation_id)
    user: User = User.objects.select_for_update().get(pk=invitation.user_id)
    invitation.user = user
    check_invitation(invitation, now)
    try:
        validate_password(password, user)
    except ValidationError as weak:
        raise WeakPassword(" ".join(weak.messages)) from None
    user.set_password(password)
    user.is_active = True
    user.save(update_fields=["password", "is_active"])
    Invitation.objects.filter(pk=invitation.pk).update(used_at=now)
    end_sessions(user)
    write_down(user.organization_id, "user", "chose a password by a link", {"user": user.name}, by=user, now=now)
    return user


def check_invitation(invitation: Invitation, now: datetime) -> None:
    """Raise `LinkOver` if the link works no more."""
    if invitation.used_at is not None:
        raise LinkOver(was_used=True)
    if invitation.expires_at <= now or invitation.user.is_disabled:
        raise LinkOver(was_used=False)
