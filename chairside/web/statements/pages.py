"""The statements of a location: their list with filters, one of them, and its file."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext
from django.views.decorators.http import require_safe

from chairside.actions.statements.foresee import foresee
from chairside.actions.statements.note_export import note_export
from chairside.actions.statements.send_statements import communication_of
from chairside.models import Location, Patient, PlannedMessage, Statement
from chairside.models.statement import StatementQuerySet
from chairside.rules.communications.templates import language_of
from chairside.rules.rights import Right
from chairside.rules.statements import Standing
from chairside.web.communications.lines import WITH, lines
from chairside.web.days import Days, day_of
from chairside.web.found import place_or_404, user_of
from chairside.web.frame import frame
from chairside.web.looking_up import typed
from chairside.web.number_state import written_number
from chairside.web.older import page
from chairside.web.statements.drawn import drawn
from chairside.web.statements.foreseen import in_words_of
from chairside.web.statements.link import as_file
from chairside.web.statements.paper import pdf_of
from chairside.web.statements.standing import WORDS, rows, way_words

LOOKS_BACK = timedelta(days=90)


@dataclass(frozen=True, slots=True)
class Filters(Days):
    """What is asked for: days, both included, and the rest empty for everything."""

    state: str = ""
    patient: str = ""

    @classmethod
    def read(cls, given: Mapping[str, str], today: date) -> Filters:
        """Read the address; without dates it is the last three months."""
        last = day_of(given.get("last")) or today + timedelta(31)
        first = day_of(given.get("first")) or min(today, last) - LOOKS_BACK
        state = given.get("state", "")
        return cls(
            min(first, last), max(first, last), state if state in set(Standing) else "", typed(given.get("patient"))
        )

    def apply(self, location: Location) -> StatementQuerySet:
        """Give the statements that fit, the newest first."""
        here = Statement.objects.filter(location=location, dated__gte=self.first, dated__lte=self.last)
        found = here.with_standing([Standing(self.state)] if self.state else tuple(Standing))
        if self.patient:
            people = Patient.objects.filter(organization_id=location.organization_id).named(self.patient)
            found = found.filter(guarantor__in=people)
        return found.order_by("-dated", "-id")


@require_safe
def statements(request: HttpRequest, location_id: UUID) -> HttpResponse:
    """List them."""
    location = place_or_404(request, location_id, Right.REVIEW_STATEMENTS)
    filters = Filters.read(request.GET, location.clock(datetime.now(UTC)).date())
    found = filters.apply(location).select_related("guarantor", "location")
    shown, older = page(found, "dated", request.GET.get("before", ""))
    values = {
        **frame(request, location),
        "filters": filters,
        "rows": rows(shown),
        "older": filters.address(before=older) if older else "",
        "states": [(standing.value, gettext(words)) for standing, words in WORDS.items()],
    }
    return render(request, "statements/list.html", values)


@require_safe
def statement(request: HttpRequest, location_id: UUID, statement_id: UUID) -> HttpResponse:
    """Show one: what it says, how it went, and what can be done."""
    location = place_or_404(request, location_id, Right.REVIEW_STATEMENTS)
    found = statement_or_404(location, statement_id)
    [row] = rows([found])
    values = {
        **frame(request, location),
        "row": row,
        "shown": drawn(found, "en"),
        "sendings": _sendings(found),
        "taken_back_at": location.clock(found.taken_back_at) if found.taken_back_at else None,
        **_prospect(location, found),
    }
    return render(request, "statements/statement.html", values)


@require_safe
def statement_paper(request: HttpRequest, location_id: UUID, statement_id: UUID) -> HttpResponse:
    """Give one as a file, as the guarantor gets it."""
    location = place_or_404(request, location_id, Right.REVIEW_STATEMENTS)
    found = statement_or_404(location, statement_id)
    note_export(found, by=user_of(request), now=datetime.now(UTC))
    return as_file(pdf_of(found, language_of(found.guarantor.language), written_number(location)), found.dated)


def statement_or_404(location: Location, statement_id: UUID) -> Any:
    """Give the statement of this location."""
    here = Statement.objects.filter(location=location).with_standing()
    return get_object_or_404(
        here.select_related("guarantor__primary_contact", "location__organization", "made_by", "taken_back_by"),
        pk=statement_id,
    )


def _sendings(found: Statement) -> list[tuple[Any, str]]:
    """Give each time that it was sent, the newest first, with its way."""
    planned = PlannedMessage.objects.filter(statement=found).select_related(*WITH).order_by("-id")
    return [(line, way_words(line.row.channel)) for line in lines(list(planned))]


def _prospect(location: Location, found: Statement) -> dict[str, Any]:
    """Say what would become of it if it were sent now."""
    communication = communication_of(location)
    if communication is None:
        return {"switched_off": True, "prospect": None}
    [foreseen] = foresee(communication, [found], datetime.now(UTC))
    return {"switched_off": False, "prospect": in_words_of(foreseen, location)}
