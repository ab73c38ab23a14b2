"""What is done to one statement: sent, sent again, taken back."""

from __future__ import annotations

from datetime import UTC, datetime
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext
from django.views.decorators.http import require_POST

from chairside.actions.statements.send_statements import NotSetUp, send_statements
from chairside.actions.statements.take_back import take_back
from chairside.rules.rights import Right
from chairside.web.done import done, refused
from chairside.web.found import place_or_404, user_of
from chairside.web.statements.pages import statement_or_404


@require_POST
def sending(request: HttpRequest, location_id: UUID, statement_id: UUID) -> HttpResponse:
    """Send it, with a new link."""
    location = place_or_404(request, location_id, Right.EDIT_STATEMENTS)
    found = statement_or_404(location, statement_id)
    try:
        sent = send_statements([found], by=user_of(request), now=datetime.now(UTC))
    except NotSetUp:
        words = gettext("eStatements are switched off here. Switch them on under Patient Communications.")
        return refused(request, words, "statement", location.pk, found.pk)
    if sent.planned:
        return done(request, gettext("It is on its way."), "statement", location.pk, found.pk)
    words = gettext("It was taken back.") if sent.taken_back else gettext("It is on its way already.")
    return refused(request, words, "statement", location.pk, found.pk)


@require_POST
def taking_back(request: HttpRequest, location_id: UUID, statement_id: UUID) -> HttpResponse:
    """Take it back: its links open nothing any more."""
    location = place_or_404(request, location_id, Right.EDIT_STATEMENTS)
    found = statement_or_404(location, statement_id)
    take_back(found, by=user_of(request), now=datetime.now(UTC))
    words = gettext("It is taken back. Its links open nothing any more.")
    return done(request, words, "statement", location.pk, found.pk)
