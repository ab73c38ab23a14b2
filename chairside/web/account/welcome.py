"""The door of an invited user: a one-time link, a password of one's own, and in."""

from __future__ import annotations

from datetime import UTC, datetime
from uuid import UUID

from allauth.account.internal.flows.login import perform_login
from allauth.account.models import Login
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from chairside.actions.users.accept_invitation import (
    LinkOver,
    accept_invitation,
    check_invitation,
    find_invitation,
)
from chairside.actions.users.set_password import WeakPassword
from chairside.models import Invitation

OPENED = "invitation"


@never_cache
@require_safe
def open_link(request: HttpRequest, token: str) -> HttpResponse:
    """Take the link's secret out of the address, where logs and other pages might see it."""
    try:
        invitation = find_invitation(token, datetime.now(UTC))
    except LinkOver as over:
        return _over(request, over)
    if invitation is None:
        return render(request, "account/link_over.html", {"kind": "wrong"}, status=404)
    request.session[OPENED] = str(invitation.pk)
    return redirect("welcome")


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def welcome(request: HttpRequest) -> HttpResponse:
    """Ask for a password, and sign in with it."""
    invitation = _opened(request)
    if invitation is None:
        return render(request, "account/link_over.html", {"kind": "wrong"}, status=404)
    try:
        check_invitation(invitation, datetime.now(UTC))
        errors = _faults(request) if request.method == "POST" else {}
        if request.method == "POST" and not errors:
            return _accept(request, invitation.pk)
    except WeakPassword as weak:
        errors = {"password": str(weak)}
    except LinkOver as over:
        return _over(request, over)
    values = {"invited": invitation.user, "errors": errors}
    return render(request, "account/welcome.html", values, status=422 if errors else 200)


def _opened(request: HttpRequest) -> Invitation | None:
    found = Invitation.objects.select_related("user__organization")
    kept = request.session.get(OPENED)
    return found.filter(pk=UUID(kept)).first() if kept else None


def _faults(request: HttpRequest) -> dict[str, str]:
    if request.POST.get("password", "") != request.POST.get("again", ""):
        return {"again": gettext("The two passwords are not the same.")}
    return {}


def _accept(request: HttpRequest, invitation_id: UUID) -> HttpResponse:
    user = accept_invitation(invitation_id, request.POST.get("password", ""), datetime.now(UTC))
    request.session.pop(OPENED, None)
    answer: HttpResponse = perform_login(request, Login(user=user, redirect_url="/"))
    return answer


def _over(request: HttpRequest, over: LinkOver) -> HttpResponse:
    kind = "used" if over.was_used else "expired"
    return render(request, "account/link_over.html", {"kind": kind}, status=410)
