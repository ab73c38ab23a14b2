"""Where a user is signed in, and signing out there."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from importlib import import_module
from typing import Any

from allauth.usersessions.models import UserSession
from allauth.usersessions.views import ListUserSessionsView
from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext, ngettext
from django.views.decorators.http import require_POST

from chairside.actions.users.end_own_sessions import end_own_sessions
from chairside.rules.browsers import browser_of
from chairside.web.account.office import InTheOffice, own_location
from chairside.web.found import user_of
from chairside.web.presence import LAST_DEED_AT


@dataclass(frozen=True, slots=True)
class Line:
    """One session as the list shows it; moments are those of the user's location."""

    id: int
    where: str
    address: str
    since: datetime
    last_deed: datetime | None
    is_present: bool


class Sessions(InTheOffice, ListUserSessionsView):  # type: ignore[misc]
    """The list; sending its form signs out everywhere else."""

    def get_context_data(self, **values: Any) -> dict[str, Any]:
        shown = super().get_context_data(**values)
        lines = [_line(session, self.request) for session in shown["sessions"]]
        return {**shown, "lines": sorted(lines, key=lambda line: (not line.is_present, line.since))}

    def form_valid(self, form: Any) -> HttpResponse:
        return _end(self.request, None)


@require_POST
def end_session(request: HttpRequest, session_id: int) -> HttpResponse:
    """Sign out one session of the user's own; a foreign or ended one is not found."""
    if not UserSession.objects.filter(user_id=user_of(request).pk, pk=session_id).exists():
        raise Http404
    return _end(request, session_id)


def _end(request: HttpRequest, session_id: int | None) -> HttpResponse:
    present = request.session.session_key or ""
    ended = end_own_sessions(user_of(request), present_key=present, session_id=session_id, now=datetime.now(UTC))
    told = ngettext("Signed out elsewhere: %(num)s session.", "Signed out elsewhere: %(num)s sessions.", ended)
    messages.success(request, told % {"num": ended})
    return HttpResponseRedirect(reverse("usersessions_list"), status=303)


def _line(session: UserSession, request: HttpRequest) -> Line:
    browser, machine = browser_of(session.user_agent)
    known = gettext("%(browser)s on %(machine)s") % {"browser": browser, "machine": machine}
    kept = import_module(settings.SESSION_ENGINE).SessionStore(session.session_key).get(LAST_DEED_AT)
    location = own_location(user_of(request))
    clock = location.clock if location else (lambda moment: moment)
    return Line(
        id=session.pk,
        where=known if browser and machine else browser or machine or gettext("Another browser"),
        address=session.ip,
        since=clock(session.created_at),
        last_deed=clock(datetime.fromtimestamp(kept, UTC)) if kept else None,
        is_present=session.is_current(),
    )
