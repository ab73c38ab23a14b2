"""Whether the user is still there: the session keeps when they signed in and when they last did something.

A deed is a page opened, a form sent, or POST /presence/, by which a page's script tells that somebody
types or moves; what scripts fetch by themselves (X-Part) and live streams are none.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.contrib.auth import logout
from django.http import HttpRequest, HttpResponse, HttpResponseBase, JsonResponse
from django.shortcuts import redirect
from django.utils.translation import gettext, ngettext
from django.views.decorators.http import require_http_methods

from chairside.actions.users.note_own_deed import note_own_deed
from chairside.models.second_factor import has_second_factor
from chairside.rules.session_limits import Limits, Over, Remaining, remaining
from chairside.web.found import user_of
from chairside.web.gate import ask_to_sign_in, is_open, is_part

if TYPE_CHECKING:
    from django.contrib.sessions.backends.base import SessionBase

    from chairside.models import User

    Kept = SessionBase | Mapping[str, Any]

SIGNED_IN_AT = "signed_in_at"
LAST_DEED_AT = "last_deed_at"
WRITTEN_EVERY = timedelta(seconds=10)  # a deed soon after another is not worth a write
FRESH = timedelta(minutes=5)
SETS_UP = ("/account/", "/sign-out/", "/presence/")
"""Where somebody who needs a second factor may go before they have one."""


class StillThere:
    """Signs out whoever has been away, or here, for too long; leads to a second factor where one is required."""

    def __init__(self, page: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.page = page

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        if not request.user.is_authenticated:
            return self.page(request)
        user, now = user_of(request), datetime.now(UTC)
        if over := why_over(request.session, user, now):
            sign_out(request, user, over, now)
            return self.page(request) if is_open(request) else ask_to_sign_in(request)
        if needs_second_factor(user) and not request.path.startswith(SETS_UP):
            return lead_to_second_factor(request)
        if "X-Part" not in request.headers:
            note_deed(request, now)
        return self.page(request)


def begin(request: HttpRequest, now: datetime) -> None:
    """Let the session's time run from now."""
    request.session[SIGNED_IN_AT] = request.session[LAST_DEED_AT] = now.timestamp()


def is_fresh(request: HttpRequest, now: datetime) -> bool:
    """Whether the user signed in within the last five minutes."""
    begun = request.session.get(SIGNED_IN_AT)
    return begun is not None and now - _moment(begun) < FRESH


def note_deed(request: HttpRequest, now: datetime) -> None:
    """Keep that the user has just done something."""
    if SIGNED_IN_AT not in request.session:
        begin(request, now)
    elif now - _moment(request.session[LAST_DEED_AT]) >= WRITTEN_EVERY:
        request.session[LAST_DEED_AT] = now.timestamp()


def why_over(session: Kept, user: User, now: datetime) -> Over | None:
    """Give why the session has ended, None while it lasts."""
    left = time_left(session, user, now)
    return left.ends_as if left.time <= timedelta() else None


def time_left(session: Kept, user: User, now: datetime) -> Remaining:
    """Give how long the session lasts without another deed; one that has just begun has all its time."""
    organization = user.organization
    limits = Limits(timedelta(minutes=organization.idle_minutes), timedelta(hours=organization.session_hours))
    begun, last = (_moment(session.get(name, now.timestamp())) for name in (SIGNED_IN_AT, LAST_DEED_AT))
    return remaining(begun, last, limits, now)


def needs_second_factor(user: User) -> bool:
    """Whether the organization asks for a second factor that the user has not set up."""
    return user.organization.second_factor_required and not has_second_factor(user.pk)


def sign_out(request: HttpRequest, user: User, over: Over, now: datetime) -> None:
    """End the session; the sign-in page says why."""
    note_own_deed(user, f"was signed out: {over.value}", now)
    logout(request)
    messages.info(request, _why(user, over))


def lead_to_second_factor(request: HttpRequest) -> HttpResponse:
    """Send to the pages that set one up; a part asks its page to do so."""
    if is_part(request):
        return ask_to_sign_in(request)
    return redirect("mfa_index")


@require_http_methods(["GET", "POST"])
def presence(request: HttpRequest) -> JsonResponse:
    """Tell how many seconds remain; POST says that the user is still there."""
    user, now = user_of(request), datetime.now(UTC)
    if request.method == "POST":
        note_deed(request, now)
    left = time_left(request.session, user, now)
    return JsonResponse({"left": left.time.total_seconds(), "ends_as": left.ends_as.value})


def _why(user: User, over: Over) -> str:
    organization = user.organization
    if over is Over.TOO_LONG:
        return ngettext(
            "You were signed out: nobody stays signed in longer than %(num)s hour here.",
            "You were signed out: nobody stays signed in longer than %(num)s hours here.",
            organization.session_hours,
        ) % {"num": organization.session_hours}
    told = ngettext(
        "You were signed out because nothing was done here for %(num)s minute.",
        "You were signed out because nothing was done here for %(num)s minutes.",
        organization.idle_minutes,
    ) % {"num": organization.idle_minutes}
    return f"{told} {gettext('What you had begun to write to a patient is kept.')}"


def _moment(timestamp: float) -> datetime:
    return datetime.fromtimestamp(timestamp, UTC)
