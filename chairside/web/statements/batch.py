"""Send many statements at once: who gets one, by which way, and who is left out and why."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext, ngettext
from django.views.decorators.http import require_http_methods

from chairside.actions.statements.foresee import BATCH, foresee, unsent_at
from chairside.actions.statements.send_statements import NotSetUp, Sent, communication_of, send_statements
from chairside.models import Location, Statement
from chairside.rules.rights import Right
from chairside.web.days import day_of
from chairside.web.done import done, refused
from chairside.web.found import place_or_404, user_of
from chairside.web.frame import frame
from chairside.web.statements.foreseen import in_words_of

A_BILLING_ROUND = timedelta(days=27)


@require_http_methods(["GET", "HEAD", "POST"])
def statement_batch(request: HttpRequest, location_id: UUID) -> HttpResponse:
    """Choose among the statements that nobody has got yet, and send them."""
    location = place_or_404(request, location_id, Right.EDIT_STATEMENTS)
    errors: dict[str, str] = {}
    if request.method == "POST":
        since = _since(request.POST.get("since"), errors)
        chosen = list(Statement.objects.filter(location=location, pk__in=_ids(request.POST.getlist("statement"))))
        if not chosen:
            errors["statement"] = gettext("Choose at least one statement.")
        if not errors:
            return _send(request, location, chosen, since)
    else:
        today = location.clock(datetime.now(UTC)).date()
        since = _since(request.GET.get("since", str(today - A_BILLING_ROUND)), errors)
    values = {**frame(request, location), **_offer(location, since), "since": _shown(request, since), "errors": errors}
    return render(request, "statements/batch.html", values, status=422 if errors else 200)


def _send(request: HttpRequest, location: Location, chosen: list[Statement], since: date | None) -> HttpResponse:
    try:
        sent = send_statements(chosen, by=user_of(request), now=datetime.now(UTC), not_billed_since=since)
    except NotSetUp:
        words = gettext("eStatements are switched off here. Switch them on under Patient Communications.")
        return refused(request, words, "statement_batch", location.pk)
    return done(request, _told(sent), "statements", location.pk)


def _told(sent: Sent) -> str:
    said = [
        ngettext("%(num)s statement is on its way.", "%(num)s statements are on their way.", sent.planned)
        % {"num": sent.planned}
    ]
    for count, words in (
        (sent.on_their_way, gettext("%(num)s left out: on the way already.")),
        (sent.billed_since, gettext("%(num)s left out: billed since that day.")),
        (sent.taken_back, gettext("%(num)s left out: taken back.")),
    ):
        if count:
            said.append(words % {"num": count})
    return " ".join(said)


def _offer(location: Location, since: date | None) -> dict[str, Any]:
    """Give what could be sent now and what could not, each with its words."""
    communication = communication_of(location)
    if communication is None:
        return {"switched_off": True, "going": [], "left_out": [], "more": False}
    offered = unsent_at(location)
    found = foresee(communication, offered[:BATCH], datetime.now(UTC), not_billed_since=since)
    prospects = [in_words_of(one, location) for one in found]
    return {
        "switched_off": False,
        "going": [one for one in prospects if one.goes],
        "left_out": [one for one in prospects if not one.goes],
        "more": len(offered) > BATCH,
    }


def _since(given: str | None, errors: dict[str, str]) -> date | None:
    """Read the day; empty means that it does not matter when somebody was billed."""
    if not given:
        return None
    day = day_of(given)
    if day is None:
        errors["since"] = gettext("Choose a day, or leave it empty.")
    return day


def _shown(request: HttpRequest, since: date | None) -> str:
    typed = request.POST.get("since") if request.method == "POST" else request.GET.get("since")
    return str(since) if since else (typed or "")[:20]


def _ids(given: list[str]) -> list[UUID]:
    found = []
    for one in given[: 2 * BATCH]:
        try:
            found.append(UUID(one))
        except ValueError:
            continue
    return found
