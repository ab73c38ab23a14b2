"""What a communication would say, to whom, and a sample of it, while it is still being written."""

from __future__ import annotations

import contextlib
from collections import Counter
from dataclasses import dataclass
from datetime import UTC, date, datetime
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_POST, require_safe

from chairside.actions.communications.forecast import Forecast, forecast
from chairside.actions.locations.prove_number import CannotTest, ask_for_test
from chairside.actions.statements.foresee import foresee, unsent_at
from chairside.models import Communication, Location, TextNumberTest
from chairside.rules.communications.kinds import Kind
from chairside.rules.communications.left_out import in_words as reason_in_words
from chairside.rules.communications.templates import ENGLISH, SPANISH
from chairside.rules.rights import Right
from chairside.web.communications.cases import previews, sample_body
from chairside.web.communications.form import CommunicationForm
from chairside.web.communications.forms import SET_UP, form_of
from chairside.web.drawing import in_words
from chairside.web.found import place_or_404, user_of
from chairside.web.settings.proof import sample_proof
from chairside.web.statements.standing import way_words
from chairside.web.typed import one_line


@dataclass(frozen=True, slots=True)
class Day:
    """A day of a forecast: hours and how many texts leave in each."""

    day: date
    hours: list[tuple[str, int]]

    @property
    def texts(self) -> int:
        return sum(count for _, count in self.hours)


@require_POST
def preview(request: HttpRequest, location_id: UUID) -> HttpResponse:
    """Draw the texts as they would reach a phone."""
    location = place_or_404(request, location_id, Right.REVIEW_COMMUNICATIONS)
    form = _form(request, location)
    values = {"previews": previews(form.kind, form.wording, location, form.findings())}
    return render(request, "communications/preview.html", values)


@require_POST
def forecast_of(request: HttpRequest, location_id: UUID) -> HttpResponse:
    """Draw what it would send in the next seven days."""
    location = place_or_404(request, location_id, Right.REVIEW_COMMUNICATIONS)
    form = _form(request, location)
    now = datetime.now(UTC)
    draft = form.draft(now)
    if form.kind is Kind.STATEMENT:
        return _statements(request, draft, now)
    found = forecast(draft, now) if draft else Forecast()
    values = {
        "faults": list(form.errors.values()),
        "forecast": found,
        "days": [_day(found, day) for day in found.days],
        "left_out": [(in_words(reason_in_words(code)), count) for code, count in found.left_out.most_common()],
    }
    return render(request, "communications/forecast.html", values)


def _statements(request: HttpRequest, draft: Communication | None, now: datetime) -> HttpResponse:
    """Draw what would become of the statements that nobody has got yet, if all were sent at this moment."""
    found = foresee(draft, unsent_at(draft.location), now) if draft else []
    ways = Counter(str(one.channel) for one in found if one.channel)
    left_out = Counter(one.why[0].code for one in found if one.channel is None)
    values = {
        "statements": len(found),
        "ways": [(way_words(channel), count) for channel, count in ways.most_common()],
        "left_out": [(in_words(reason_in_words(code)), count) for code, count in left_out.most_common()],
    }
    return render(request, "communications/forecast_statements.html", values)


@require_POST
def samples(request: HttpRequest, location_id: UUID) -> HttpResponse:
    """Send a sample of what stands in the form to a phone of the staff."""
    location = place_or_404(request, location_id, Right.EDIT_COMMUNICATIONS)
    form = _form(request, location)
    language = SPANISH if request.POST.get("sample_language") == SPANISH and form.wording.spanish else ENGLISH
    if faults := [in_words(one.words) for one in form.findings() if one.forbids]:
        return _told(request, location, fault=faults[0])
    body = sample_body(form.wording, language, location)
    try:
        phone = one_line(request.POST.get("phone", ""))
        test = ask_for_test(location, phone, by=user_of(request), now=datetime.now(UTC), body=body)
    except CannotTest as cannot:
        return _told(request, location, fault=in_words(cannot.words))
    return _told(request, location, test=test)


@require_safe
def sample(request: HttpRequest, location_id: UUID, test_id: UUID) -> HttpResponse:
    """Tell how far a sample is."""
    location = place_or_404(request, location_id, Right.EDIT_COMMUNICATIONS)
    own = TextNumberTest.objects.filter(location=location, by=user_of(request)).exclude(body="")
    return _told(request, location, test=get_object_or_404(own, pk=test_id))


def _told(
    request: HttpRequest, location: Location, *, test: TextNumberTest | None = None, fault: str = ""
) -> HttpResponse:  # fmt: skip
    proof = sample_proof(test, location, datetime.now(UTC)) if test else None
    values = {"location": location, "test": test, "proof": proof, "fault": fault}
    return render(request, "communications/sample_state.html", values)


def _form(request: HttpRequest, location: Location) -> CommunicationForm:
    kept = None
    if asked := request.POST.get("communication"):
        with contextlib.suppress(ValueError):
            kept = Communication.objects.filter(location=location, kind__in=SET_UP, pk=UUID(asked)).first()
    asked = request.POST.get("kind", "")
    kind = Kind(asked) if asked in SET_UP else Kind.APPOINTMENT
    return form_of(Kind(kept.kind) if kept else kind)(location, kept, request.POST.dict())


def _day(found: Forecast, day: date) -> Day:
    hours = sorted((hour, count) for (on, hour), count in found.hours.items() if on == day)
    return Day(day, [(f"{hour % 12 or 12} {'AM' if hour < 12 else 'PM'}", count) for hour, count in hours])
