"""Who has a second factor: an authenticator app or a passkey."""

from collections.abc import Iterable
from uuid import UUID

from allauth.mfa.models import Authenticator

COUNTS = (Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN)


def has_second_factor(user_id: UUID) -> bool:
    """Whether sign-in asks this user for more than a password; recovery codes alone do not count."""
    return bool(Authenticator.objects.filter(user_id=user_id, type__in=COUNTS).exists())


def with_second_factor(user_ids: Iterable[UUID]) -> set[UUID]:
    """Give those of the users who have one."""
    found = Authenticator.objects.filter(user_id__in=list(user_ids), type__in=COUNTS)
    return set(found.values_list("user_id", flat=True))
