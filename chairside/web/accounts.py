"""How allauth treats our users: an office invites its people, nobody signs up."""

from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.auth_backends import AuthenticationBackend
from allauth.core import context
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext

from chairside.actions.users.note_own_deed import note_own_deed
from chairside.models import User
from chairside.models.fields import seal, unseal
from chairside.models.prepared import Prepared
from chairside.web.presence import begin, is_fresh

USER = Prepared(lambda user: User.objects.select_related("organization").filter(pk=user))


class PracticeSignIn(AuthenticationBackend):  # type: ignore[misc]
    """Finds the user of each request together with their organization, which every page asks for."""

    def get_user(self, user_id: UUID) -> User | None:
        user = USER.first(user_id)
        return user if user and self.user_can_authenticate(user) else None


class PracticeAccounts(DefaultAccountAdapter):  # type: ignore[misc]
    """Sign-in without sign-up."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    def login(self, request: HttpRequest, user: User) -> None:
        """Sign in, after password and second factor: from now on the session's time runs."""
        now = datetime.now(UTC)
        super().login(request, user)
        begin(request, now)
        note_own_deed(user, "signed in", now)

    def authentication_failed(self, request: HttpRequest, **credentials: Any) -> None:
        """Write a wrong password down if the user name is somebody's; how often it may be tried is limited."""
        super().authentication_failed(request, **credentials)
        user = User.objects.filter(username__iexact=credentials.get("username", "")).first()
        if user:
            note_own_deed(user, "typed a wrong password", datetime.now(UTC))

    def is_reauthentication_required(self, *, app: str, **more: Any) -> bool:
        """Whoever has signed in a moment ago has just shown who they are."""
        return super().is_reauthentication_required(app=app, **more) and not is_fresh(
            context.request, datetime.now(UTC)
        )

    def get_password_change_redirect_url(self, request: HttpRequest) -> str:
        return reverse("mfa_index")

    def add_message(
        self, request: HttpRequest, level: int, message_template: str | None = None, *rest: Any, **more: Any
    ) -> None:
        """Say what went wrong; what was done is said by our own pages, in our own words."""
        if message_template is None:
            super().add_message(request, level, message_template, *rest, **more)


class PracticeSecondFactors(DefaultMFAAdapter):  # type: ignore[misc]
    """Second factors: secrets sealed in the database, names in the practice's words."""

    def encrypt(self, text: str) -> str:
        return seal(text)

    def decrypt(self, encrypted_text: str) -> str:
        return unseal(encrypted_text, "A second factor")

    def get_totp_label(self, user: User) -> str:
        return user.username

    def generate_authenticator_name(self, user: User, type: Authenticator.Type) -> str:  # noqa: A002 - allauth's name
        count = Authenticator.objects.filter(user_id=user.pk, type=type).count()
        return gettext("Passkey") if not count else gettext("Passkey %(number)s") % {"number": count + 1}

    def _get_user_identifier(self, user: User) -> str:
        return user.username

    def _get_site_name(self) -> str:
        return "Chairside"
