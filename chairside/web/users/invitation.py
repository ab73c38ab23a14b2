"""Invite a user, or give them a link for a new password; the link is shown this one time."""

from __future__ import annotations

from datetime import UTC, datetime
from uuid import UUID

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from chairside.actions.users.give_link import Disabled, give_link
from chairside.actions.users.invite_user import UsernameTaken, invite_user
from chairside.actions.users.links import LASTS
from chairside.models import Location, User
from chairside.rules.rights import Right
from chairside.web.done import refused
from chairside.web.found import place_or_404, user_of
from chairside.web.frame import frame
from chairside.web.users.pages import user_or_404
from chairside.web.users.user_form import UserForm


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def new_user(request: HttpRequest, location_id: UUID) -> HttpResponse:
    """Invite somebody; the answer holds the link, which is kept nowhere."""
    location = place_or_404(request, location_id, Right.EDIT_USERS)
    form = UserForm(location, None, request.POST if request.method == "POST" else None)
    if form.is_good():
        try:
            invited, token = invite_user(
                name=form.typed("name"),
                username=form.typed("username"),
                email=form.typed("email"),
                roles=form.chosen,
                by=user_of(request),
                now=datetime.now(UTC),
            )
            return _show(request, location, invited, token)
        except UsernameTaken:
            form.errors["username"] = gettext("Somebody signs in under this name already. Choose another.")
    values = {**frame(request, location), "form": form}
    return render(request, "users/new.html", values, status=422 if form.errors else 200)


@never_cache
@require_POST
def link(request: HttpRequest, location_id: UUID, user_id: UUID) -> HttpResponse:
    """Make a new link; earlier ones end."""
    location = place_or_404(request, location_id, Right.EDIT_USERS)
    found = user_or_404(location, user_id)
    try:
        token = give_link(found, by=user_of(request), now=datetime.now(UTC))
    except Disabled:
        return refused(request, gettext("Enable the user first."), "user", location.pk, found.pk)
    return _show(request, location, found, token)


def _show(request: HttpRequest, location: Location, found: User, token: str) -> HttpResponse:
    values = {
        "shown": found,
        "link": settings.PUBLIC_URL + reverse("welcome_link", args=[token]),
        "until": location.clock(datetime.now(UTC) + LASTS),
    }
    return render(request, "users/link.html", {**frame(request, location), **values}, status=201)
