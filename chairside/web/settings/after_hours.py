"""Settings > After-hours Reply: what a location answers by itself while it is closed."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods

from chairside.actions.keep_after_hours_reply import keep_after_hours_reply
from chairside.models import AfterHoursReply, HoursException, Location
from chairside.rules.after_hours import ENGLISH_TEXT, FIELDS, SPANISH_TEXT, fault_of, opens_in_words
from chairside.rules.communications.kinds import Kind
from chairside.rules.communications.linter import lint
from chairside.rules.communications.templates import ENGLISH, Wording
from chairside.rules.consent_categories import Category
from chairside.rules.opening_hours import OpeningHours
from chairside.rules.phones import as_written_here
from chairside.rules.rights import Right
from chairside.web.done import done
from chairside.web.drawing import in_words
from chairside.web.found import place_or_404, rights_of, user_of
from chairside.web.frame import frame
from chairside.web.typed import many_lines

LANGUAGES = ("english", "spanish")


class ReplyForm:
    """Reads what was typed; `errors` are by field name."""

    def __init__(self, location: Location, given: Mapping[str, str] | None, kept: AfterHoursReply | None) -> None:
        self.location = location
        self.errors: dict[str, str] = {}
        if given is not None:
            self.active = given.get("active") == "yes"
            self.texts = {language: many_lines(given.get(language, "")) for language in LANGUAGES}
        else:
            self.active = kept is not None and kept.active_since is not None
            self.texts = {"english": kept.english if kept else ENGLISH_TEXT}
            self.texts["spanish"] = kept.spanish if kept else SPANISH_TEXT

    def wording(self) -> Wording | None:
        """Give what was typed when nothing is wrong with it."""
        wording = Wording(self.texts["english"], self.texts["spanish"])
        for language in LANGUAGES:
            if fault := fault_of(self.texts[language]):
                self.errors[language] = in_words(fault)
        plain = Wording(*(self.texts[language].replace("{opens}", "soon") for language in LANGUAGES))
        for finding in lint(Kind.RECARE, Category.CARE, plain):
            if finding.forbids:
                self.errors.setdefault(finding.field, in_words(finding.words))
        if self.active and not any(self.location.hours.values()):
            self.errors["active"] = gettext(
                "Keep the opening hours under Location Information first: without them nobody knows when it is closed."
            )
        return None if self.errors else wording


@require_http_methods(["GET", "HEAD", "POST"])
def after_hours(request: HttpRequest, location_id: UUID) -> HttpResponse:
    """Show the reply, and keep it for whoever may edit communications."""
    needed = Right.EDIT_COMMUNICATIONS if request.method == "POST" else Right.REVIEW_COMMUNICATIONS
    location = place_or_404(request, location_id, needed)
    kept = AfterHoursReply.objects.filter(location=location).first()
    form = ReplyForm(location, request.POST if request.method == "POST" else None, kept)
    now = datetime.now(UTC)
    if request.method == "POST" and (wording := form.wording()):
        keep_after_hours_reply(location, wording, active=form.active, by=user_of(request), now=now)
        words = gettext("The after-hours reply is on.") if form.active else gettext("The after-hours reply is off.")
        return done(request, words, "after_hours", location.pk)
    values: dict[str, Any] = {
        **frame(request, location),
        "form": form,
        "fields": FIELDS,
        "sample": _sample(location, now),
        "may_edit": Right.EDIT_COMMUNICATIONS in rights_of(request, location),
    }
    return render(request, "settings/after_hours.html", values, status=422 if form.errors else 200)


def _sample(location: Location, now: datetime) -> dict[str, str]:
    exceptions = HoursException.objects.filter(location=location)
    hours = OpeningHours.read(location.hours, {one.day: one.hours for one in exceptions})
    number = getattr(location, "text_number", None)
    return {
        "first_name": "Marisol",
        "location": location.name,
        "phone": as_written_here(number.number) if number else "(312) 555-0190",
        "opens": opens_in_words(hours.opens_next(now, location.zone), location.zone, ENGLISH),
    }
