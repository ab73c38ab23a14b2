"""User roles: the list, a role's rights, a new role, the end of one."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from django.db.models import Count
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from chairside.actions.roles.change_role import change_role
from chairside.actions.roles.delete_role import SomebodyHasIt, delete_role
from chairside.actions.roles.make_role import NameTaken, make_role
from chairside.actions.users.keeping_an_administrator import LastAdministrator
from chairside.models import Location, Role, User
from chairside.rules.rights import Right
from chairside.web.done import done, refused
from chairside.web.found import place_or_404, user_of
from chairside.web.frame import frame
from chairside.web.roles.role_form import RoleForm, typed_name


@require_safe
def roles(request: HttpRequest, location_id: UUID) -> HttpResponse:
    """Show the organization's roles, and how many have each."""
    location = place_or_404(request, location_id, Right.EDIT_ROLES)
    found = _roles(location).annotate(holders=Count("user_roles__user", distinct=True)).order_by("name")
    return render(request, "roles/list.html", {**frame(request, location), "roles": list(found)})


@require_http_methods(["GET", "HEAD", "POST"])
def new_role(request: HttpRequest, location_id: UUID) -> HttpResponse:
    """Make a role, empty or with the rights of another."""
    location = place_or_404(request, location_id, Right.EDIT_ROLES)
    others = list(_roles(location).order_by("name"))
    errors: dict[str, str] = {}
    if request.method == "POST":
        name, fault = typed_name(request.POST)
        copied_from = next((one for one in others if str(one.pk) == request.POST.get("copy")), None)
        if request.POST.get("copy") and copied_from is None:
            errors["copy"] = gettext("Choose a role from the list.")
        try:
            if not fault and not errors:
                made = make_role(name=name, copied_from=copied_from, by=user_of(request), now=datetime.now(UTC))
                return done(request, gettext("The role was made. Choose its rights."), "role", location.pk, made.pk)
            if fault:
                errors["name"] = fault
        except NameTaken:
            errors["name"] = gettext("Another role has this name.")
    options = [("", gettext("Nobody: begin without rights")), *((one.pk, one.name) for one in others)]
    values = {"errors": errors, "given": request.POST or request.GET, "options": options}
    shown = {**frame(request, location), **values}
    return render(request, "roles/new.html", shown, status=422 if errors else 200)


@require_http_methods(["GET", "HEAD", "POST"])
def role(request: HttpRequest, location_id: UUID, role_id: UUID) -> HttpResponse:
    """Show a role and keep what was changed."""
    location = place_or_404(request, location_id, Right.EDIT_ROLES)
    found = get_object_or_404(_roles(location), pk=role_id)
    form = RoleForm(found, request.POST if request.method == "POST" else None)
    if form.is_good and _kept(form, found, user_of(request)):
        return done(request, gettext("The role was changed; it holds at once."), "role", location.pk, found.pk)
    values: dict[str, Any] = {"role": found, "form": form, "holders": _holders(found)}
    shown = {**frame(request, location), **values}
    return render(request, "roles/role.html", shown, status=422 if form.errors else 200)


@require_POST
def removal(request: HttpRequest, location_id: UUID, role_id: UUID) -> HttpResponse:
    """Delete a role that nobody has."""
    location = place_or_404(request, location_id, Right.EDIT_ROLES)
    found = get_object_or_404(_roles(location), pk=role_id)
    try:
        delete_role(found, by=user_of(request), now=datetime.now(UTC))
    except SomebodyHasIt:
        told = gettext("Somebody has this role. Give them another one first.")
        return refused(request, told, "role", location.pk, found.pk)
    return done(request, gettext("The role was deleted."), "roles", location.pk)


def _roles(location: Location) -> Any:
    return Role.objects.filter(organization_id=location.organization_id)


def _kept(form: RoleForm, found: Role, by: User) -> bool:
    try:
        change_role(found, name=form.name, grants=form.grants, takes=form.takes, by=by, now=datetime.now(UTC))
    except NameTaken:
        form.errors["name"] = gettext("Another role has this name.")
    except LastAdministrator as last:
        form.errors["rights"] = gettext(str(last))
    return not form.errors


def _holders(found: Role) -> list[tuple[User, list[str]]]:
    """Give who has the role, and where."""
    where: dict[User, list[str]] = {}
    for held in found.user_roles.select_related("user", "location").order_by("user__name", "location__name"):
        where.setdefault(held.user, []).append(held.location.name)
    return list(where.items())
