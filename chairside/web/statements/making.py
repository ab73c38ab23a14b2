"""A new statement."""

from __future__ import annotations

from datetime import UTC, datetime
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods

from chairside.actions.statements.make_statement import make_statement
from chairside.models import Location, Patient
from chairside.rules.rights import Right
from chairside.rules.statements import MOST_LINES
from chairside.web.done import done
from chairside.web.found import place_or_404, user_of
from chairside.web.frame import frame
from chairside.web.patients.pages import chosen
from chairside.web.statements.form import StatementForm


@require_http_methods(["GET", "HEAD", "POST"])
def new_statement(request: HttpRequest, location_id: UUID) -> HttpResponse:
    """Make one from its lines; `?patient=` tells whose guarantor gets it."""
    location = place_or_404(request, location_id, Right.EDIT_STATEMENTS)
    now = datetime.now(UTC)
    given = request.POST if request.method == "POST" else None
    form = StatementForm(location, location.clock(now).date(), given, _guarantor(request, location))
    if form.wants_lines:
        form.add_lines()
    elif given is not None and (read := form.read()):
        guarantor, dated, lines = read
        made = make_statement(location, guarantor, dated, lines, by=user_of(request), now=now, own=form.own)
        words = gettext("The statement for %(name)s is kept. It is not sent yet.") % {"name": guarantor.name}
        return done(request, words, "statement", location.pk, made.pk)
    values = {**frame(request, location), "form": form, "most": MOST_LINES}
    return render(request, "statements/new.html", values, status=422 if form.errors else 200)


def _guarantor(request: HttpRequest, location: Location) -> Patient | None:
    patient = chosen(location, request.GET.get("patient"))
    guarantor: Patient | None = patient.primary_guarantor if patient else None
    return guarantor
