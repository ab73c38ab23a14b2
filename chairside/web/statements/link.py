"""The page behind a statement's link: who asks must be the guarantor; whatever else it is, it looks alike.

No cookie is set and none is needed: the answer itself opens the statement, and carries a token by which it can
be downloaded for a while. The form needs no token against forgery: nobody gains by answering for somebody else.
A page that tells no referrer sends no origin either, which such a token would ask for.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, date, datetime
from functools import wraps
from typing import Any

from allauth.core import ratelimit
from django.core import signing
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import translation
from django.utils.csp import CSP
from django.utils.translation import get_language
from django.views.decorators.csp import csp_override
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_POST

from chairside.actions.statements.note_download import note_download
from chairside.actions.statements.open_link import (
    LinkOver,
    TooManyAnswers,
    WrongAnswer,
    check_link,
    find_link,
    open_link,
)
from chairside.models import StatementLink
from chairside.rules.communications.templates import language_of
from chairside.rules.statement_words import IN_LANGUAGE
from chairside.rules.statements import STAYS_OPEN, Person
from chairside.web.number_state import written_number
from chairside.web.statements.drawn import drawn
from chairside.web.statements.paper import pdf_of
from chairside.web.typed import one_line

OPENED = signing.TimestampSigner(salt="chairside.statement")
STRICT: Mapping[str, list[str]] = {
    "default-src": [CSP.NONE],
    "style-src": [CSP.SELF],
    "img-src": [CSP.SELF, "data:"],
    "form-action": [CSP.SELF],
    "base-uri": [CSP.NONE],
    "frame-ancestors": [CSP.NONE],
}


def private(view: Any) -> Any:
    """Let no store, search engine or other page learn of it."""

    @wraps(view)
    def guarded(request: HttpRequest, *given: Any, **named: Any) -> HttpResponse:
        answer: HttpResponse = view(request, *given, **named)
        answer["Cache-Control"] = "no-store"
        answer["Referrer-Policy"] = "no-referrer"
        answer["X-Robots-Tag"] = "noindex, nofollow, noarchive"
        return answer

    return csrf_exempt(csp_override(STRICT)(guarded))


@private
@require_http_methods(["GET", "HEAD", "POST"])
def statement_link(request: HttpRequest, secret: str) -> HttpResponse:
    """Ask who it is, and show the statement to the guarantor."""
    if request.method == "POST" and not ratelimit.consume(request, action="statement_link"):
        return _closed(request, status=429)
    link = find_link(secret)
    try:
        if link is None:
            raise LinkOver
        check_link(link, datetime.now(UTC))
        typed = _typed(request)
        if request.method != "POST" or not (typed.first_name or typed.last_name):
            # who has one name only types that one; without any nothing was answered yet
            return _drawn(request, "statements/ask.html", language_of(link.statement.guarantor.language), _values(link))
        open_link(link, typed, datetime.now(UTC))
    except (LinkOver, WrongAnswer, TooManyAnswers):
        return _closed(request)
    return _shown(request, link)


@private
@require_POST
def statement_file(request: HttpRequest, secret: str) -> HttpResponse:
    """Give the statement as a file to whoever has just opened it."""
    link = find_link(secret)
    try:
        if link is None or OPENED.unsign(request.POST.get("opened", ""), max_age=STAYS_OPEN) != str(link.pk):
            return _closed(request)
        check_link(link, datetime.now(UTC))
    except (LinkOver, signing.BadSignature):
        return _closed(request)
    note_download(link, datetime.now(UTC))
    language = language_of(link.statement.guarantor.language)
    paper = pdf_of(link.statement, language, written_number(link.statement.location))
    return as_file(paper, link.statement.dated)


def as_file(paper: bytes, dated: date) -> HttpResponse:
    """Answer with a PDF, named by its day alone."""
    named = f'attachment; filename="statement-{dated.isoformat()}.pdf"'
    return HttpResponse(paper, content_type="application/pdf", headers={"Content-Disposition": named})


def _shown(request: HttpRequest, link: StatementLink) -> HttpResponse:
    language = language_of(link.statement.guarantor.language)
    shown = {"shown": drawn(link.statement, language), "opened": OPENED.sign(str(link.pk))}
    return _drawn(request, "statements/shown.html", language, {**_values(link), **shown})


def _values(link: StatementLink) -> dict[str, Any]:
    location = link.statement.location
    return {
        "location": location,
        "practice": link.organization.name,
        "phone": written_number(location),
    }


def _closed(request: HttpRequest, status: int = 404) -> HttpResponse:
    """Say that nothing opens: the same whether the link never was, has ended, or the answer was wrong."""
    # the link itself, whether the page or the file was asked for, without its secret
    return _drawn(request, "statements/closed.html", language_of(get_language() or ""), {"again": "./"}, status)


def _drawn(
    request: HttpRequest, name: str, language: str, values: dict[str, Any], status: int = 200
) -> HttpResponse:  # fmt: skip
    with translation.override(language):
        return render(request, name, {**values, "say": IN_LANGUAGE[language]}, status=status)


def _typed(request: HttpRequest) -> Person:
    first, last = (one_line(request.POST.get(name, ""))[:200] for name in ("first_name", "last_name"))
    return Person(first, last, _day(one_line(request.POST.get("birth_date", ""))))


def _day(typed: str) -> date | None:
    try:
        return date.fromisoformat(typed)
    except ValueError:
        return None
