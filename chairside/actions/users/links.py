"""One-time links by which somebody chooses a password; the database keeps only a digest of each."""

import hashlib
import secrets
from datetime import datetime, timedelta

from chairside.models import Invitation, User
from chairside.models.identifiers import new_id

LASTS = timedelta(hours=72)


def make_link(user: User, *, by: User, now: datetime) -> str:
    """Give the secret of a new link, this one time; earlier links of the user end."""
    end_links(user, now)
    token = secrets.token_urlsafe(32)
    Invitation.objects.create(
        id=new_id(),
        organization_id=user.organization_id,
        user=user,
        invited_by=by,
        token_digest=digest(token),
        created_at=now,
        expires_at=now + LASTS,
    )
    return token


def end_links(user: User, now: datetime) -> None:
    """Let no open link of the user work any more."""
    Invitation.objects.filter(user=user, used_at=None, expires_at__gt=now).update(expires_at=now)


def digest(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()
