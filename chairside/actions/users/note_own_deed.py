"""Write down what a user did to their own account: signing in, a passkey added, and the like."""

from datetime import datetime

from django.db import transaction

from chairside.actions.users.writing_down import write_down
from chairside.models import User


@transaction.atomic
def note_own_deed(user: User, action: str, now: datetime) -> None:
    """Add the line to the audit log."""
    write_down(user.organization_id, "sign-in", action, {}, by=user, now=now)
