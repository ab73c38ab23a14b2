"""Settings > Security: when sessions end, and whether everybody needs a second factor."""

from __future__ import annotations

from datetime import UTC, datetime
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods

from chairside.actions.change_security import change_security
from chairside.models import Organization, User
from chairside.models.second_factor import with_second_factor
from chairside.rules.rights import Right
from chairside.rules.session_limits import IDLE_MINUTES, SESSION_HOURS
from chairside.web.done import done
from chairside.web.found import place_or_404, user_of
from chairside.web.frame import frame
from chairside.web.typed import whole

NUMBERS = {"idle_minutes": IDLE_MINUTES, "session_hours": SESSION_HOURS}


@require_http_methods(["GET", "HEAD", "POST"])
def security(request: HttpRequest, location_id: UUID) -> HttpResponse:
    """Show and keep the organization's security settings."""
    location = place_or_404(request, location_id, Right.EDIT_SECURITY)
    organization = location.organization
    errors: dict[str, str] = {}
    if request.method == "POST":
        numbers = {name: _number(request, name, errors) for name in NUMBERS}
        if not errors:
            change_security(
                organization,
                **numbers,
                second_factor_required=request.POST.get("second_factor_required") == "yes",
                by=user_of(request),
                now=datetime.now(UTC),
            )
            return done(request, gettext("The security settings were changed."), "security_settings", location.pk)
    people = list(User.objects.filter(organization=organization, is_active=True).values_list("pk", flat=True))
    values = {
        "errors": errors,
        "typed": _typed(request, organization),
        "people": len(people),
        "protected": len(with_second_factor(people)),
    }
    shown = {**frame(request, location), **values}
    return render(request, "users/security.html", shown, status=422 if errors else 200)


def _number(request: HttpRequest, name: str, errors: dict[str, str]) -> int:
    allowed = NUMBERS[name]
    number = whole(request.POST.get(name, "").strip(), allowed.start, allowed.stop - 1)
    if number is not None:
        return number
    words = gettext("Choose a whole number from %(first)s to %(last)s.")
    errors[name] = words % {"first": allowed.start, "last": allowed.stop - 1}
    return 0


def _typed(request: HttpRequest, organization: Organization) -> dict[str, object]:
    """Give what was typed, or what is kept."""
    if request.method != "POST":
        return {name: getattr(organization, name) for name in (*NUMBERS, "second_factor_required")}
    required = request.POST.get("second_factor_required") == "yes"
    return {**{name: request.POST.get(name, "") for name in NUMBERS}, "second_factor_required": required}
