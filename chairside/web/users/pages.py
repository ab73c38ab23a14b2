"""Users: the list with its search, and one user with all that may be done."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from uuid import UUID

from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods, require_safe

from chairside.actions.refusals import ChangedSince
from chairside.actions.users.change_user import change_user
from chairside.actions.users.keeping_an_administrator import LastAdministrator
from chairside.models import Invitation, Location, User
from chairside.models.second_factor import has_second_factor, with_second_factor
from chairside.rules.rights import Right
from chairside.web.done import done
from chairside.web.found import place_or_404, user_of
from chairside.web.frame import frame
from chairside.web.looking_up import typed
from chairside.web.users.user_form import UserForm

MOST_SHOWN = 100


@dataclass(frozen=True, slots=True)
class Line:
    """One user in the list."""

    user: User
    roles: list[str]
    state: str
    has_second_factor: bool


@require_safe
def users(request: HttpRequest, location_id: UUID) -> HttpResponse:
    """Show the organization's users, narrowed by name, user name or role."""
    location = place_or_404(request, location_id, Right.EDIT_USERS)
    words = typed(request.GET.get("q"))
    found = _that_fit(location, words)
    shown = list(found.prefetch_related("user_roles__role", "user_roles__location")[:MOST_SHOWN])
    protected = with_second_factor(one.pk for one in shown)
    values = {
        "lines": [Line(one, _roles(one), state_of(one), one.pk in protected) for one in shown],
        "words": words,
        "count": found.count(),
    }
    return render(request, "users/list.html", {**frame(request, location), **values})


@require_http_methods(["GET", "HEAD", "POST"])
def user(request: HttpRequest, location_id: UUID, user_id: UUID) -> HttpResponse:
    """Show a user and keep what was changed."""
    location = place_or_404(request, location_id, Right.EDIT_USERS)
    found = user_or_404(location, user_id)
    form = UserForm(location, found, request.POST if request.method == "POST" else None)
    if form.is_good() and _kept(form, found, user_of(request)):
        return done(request, gettext("The user was changed; it holds at once."), "user", location.pk, found.pk)
    values = {
        "shown": found,
        "form": form,
        "state": state_of(found),
        "open_link": _open_link(found, location),
        "has_second_factor": has_second_factor(found.pk),
        "is_self": found.pk == user_of(request).pk,
    }
    return render(
        request, "users/user.html", {**frame(request, location), **values}, status=422 if form.errors else 200
    )


def user_or_404(location: Location, user_id: UUID) -> User:
    """Give the user of this location's organization."""
    found: User = get_object_or_404(User.objects.filter(organization_id=location.organization_id), pk=user_id)
    return found


def state_of(user: User) -> str:
    """Say whether the user may sign in."""
    if user.is_invited:
        return gettext("Invited")
    return gettext("Disabled") if user.is_disabled else gettext("Active")


def _that_fit(location: Location, words: str):  # type: ignore[no-untyped-def]
    people = User.objects.filter(organization_id=location.organization_id).order_by("name", "id")
    for word in words.split():
        named = Q(name__icontains=word) | Q(username__icontains=word) | Q(email__icontains=word)
        people = people.filter(named | Q(user_roles__role__name__icontains=word)).distinct()
    return people


def _roles(user: User) -> list[str]:
    """Give the user's role at each location, in words."""
    held = sorted((one.location.name, one.role.name) for one in user.user_roles.all())
    return [gettext("%(role)s at %(location)s") % {"role": role, "location": place} for place, role in held]


def _kept(form: UserForm, found: User, by: User) -> bool:
    name, email, now = form.typed("name"), form.typed("email"), datetime.now(UTC)
    try:
        change_user(found, name=name, email=email, roles=form.chosen, by=by, now=now, seen=form.seen or None)
    except ChangedSince:
        form.show_changes(user_or_404(form.location, found.pk))
        return False
    except LastAdministrator as last:
        form.errors["roles"] = gettext(str(last))
        return False
    return True


def _open_link(user: User, location: Location) -> datetime | None:
    """Give until when a link of the user's works, in the location's time."""
    now = datetime.now(UTC)
    found = Invitation.objects.filter(user=user, used_at=None, expires_at__gt=now).first()
    return location.clock(found.expires_at) if found else None
