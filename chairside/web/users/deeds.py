"""What is done to a user besides changing them: disable, enable, reset, withdraw."""

from __future__ import annotations

from datetime import UTC, datetime
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext
from django.views.decorators.http import require_POST

from chairside.actions.users.disable_user import disable_user
from chairside.actions.users.enable_user import NotAccepted, enable_user
from chairside.actions.users.keeping_an_administrator import LastAdministrator
from chairside.actions.users.reset_second_factor import reset_second_factor
from chairside.actions.users.withdraw_invitation import Accepted, withdraw_invitation
from chairside.rules.rights import Right
from chairside.web.done import done, refused
from chairside.web.found import place_or_404, user_of
from chairside.web.users.pages import user_or_404


@require_POST
def state(request: HttpRequest, location_id: UUID, user_id: UUID) -> HttpResponse:
    """Enable or disable the user."""
    location = place_or_404(request, location_id, Right.EDIT_USERS)
    found = user_or_404(location, user_id)
    wanted, by, now = request.POST.get("state"), user_of(request), datetime.now(UTC)
    if wanted not in {"active", "disabled"}:
        return refused(request, gettext("Nothing was changed. Use the buttons."), "user", location.pk, found.pk)
    try:
        if wanted == "active":
            enable_user(found, by=by, now=now)
            words = gettext("The user may sign in again.")
        else:
            disable_user(found, by=by, now=now)
            words = gettext("The user was disabled and is signed out everywhere.")
    except NotAccepted:
        words = gettext("They have never chosen a password. Give them a link instead.")
        return refused(request, words, "user", location.pk, found.pk)
    except LastAdministrator as last:
        return refused(request, gettext(str(last)), "user", location.pk, found.pk)
    return done(request, words, "user", location.pk, found.pk)


@require_POST
def second_factor(request: HttpRequest, location_id: UUID, user_id: UUID) -> HttpResponse:
    """Forget the user's second factor."""
    location = place_or_404(request, location_id, Right.EDIT_USERS)
    found = user_or_404(location, user_id)
    reset_second_factor(found, by=user_of(request), now=datetime.now(UTC))
    words = gettext("The second factor was reset. The next sign-in asks for the password only.")
    return done(request, words, "user", location.pk, found.pk)


@require_POST
def removal(request: HttpRequest, location_id: UUID, user_id: UUID) -> HttpResponse:
    """Withdraw an invitation."""
    location = place_or_404(request, location_id, Right.EDIT_USERS)
    found = user_or_404(location, user_id)
    try:
        withdraw_invitation(found, by=user_of(request), now=datetime.now(UTC))
    except Accepted:
        words = gettext("They have chosen a password already. Disable them instead.")
        return refused(request, words, "user", location.pk, found.pk)
    return done(request, gettext("The invitation was withdrawn."), "users", location.pk)
