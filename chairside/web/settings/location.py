"""Settings > Location Information: names, address, clock, hours, and the text number with its proof."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods, require_POST

from chairside.actions.locations.keep_location import NameTaken, drop_exception, keep_exception, keep_location
from chairside.actions.locations.keep_pace import keep_pace
from chairside.actions.locations.pause_number import LONGEST_REASON, pause_number, resume_number
from chairside.actions.locations.prove_number import CannotTest, ask_for_test
from chairside.actions.refusals import ChangedSince
from chairside.models import Location
from chairside.rules.opening_hours import OpeningHours
from chairside.rules.rights import Right
from chairside.web.done import refused
from chairside.web.drawing import in_words
from chairside.web.found import place_or_404, user_of
from chairside.web.frame import frame
from chairside.web.number_state import pause_reason
from chairside.web.settings.hours import ExceptionForm
from chairside.web.settings.location_form import LocationForm
from chairside.web.settings.pace_form import PaceForm
from chairside.web.settings.proof import Proof, newest_proof
from chairside.web.typed import one_line


@require_http_methods(["GET", "HEAD", "POST"])
def location_information(request: HttpRequest, location_id: UUID) -> HttpResponse:
    """Show and change the location."""
    location = place_or_404(request, location_id, Right.EDIT_LOCATIONS)
    form = LocationForm(location, request.POST if request.method == "POST" else None)
    if request.method == "POST" and (facts := form.facts()):
        try:
            keep_location(location, facts, by=user_of(request), now=datetime.now(UTC), seen=request.POST.get("seen"))
        except ChangedSince:
            form.show_changes(place_or_404(request, location_id, Right.EDIT_LOCATIONS))
        except NameTaken:
            form.errors["name"] = gettext("Another location has this name. Choose another.")
        else:
            return _back(request, location, gettext("Location Information was changed."))
    return _page(request, location, form=form)


@require_POST
def hours_exceptions(request: HttpRequest, location_id: UUID) -> HttpResponse:
    """Give a day other hours, or its usual ones again."""
    location = place_or_404(request, location_id, Right.EDIT_LOCATIONS)
    form = ExceptionForm(request.POST)
    now = datetime.now(UTC)
    day = form.day(location.clock(now).date())
    if day and request.POST.get("deed") == "drop":
        drop_exception(location, day, by=user_of(request), now=now)
        return _back(request, location, gettext("The day has its usual hours again."))
    hours = form.hours()
    form.check_note()
    if form.errors or day is None:
        return _page(request, location, exception=form)
    keep_exception(location, day, hours, form.note, by=user_of(request), now=now)
    return _back(request, location, gettext("The hours of that day were kept."))


@require_POST
def pause(request: HttpRequest, location_id: UUID) -> HttpResponse:
    """Pause or resume the text number."""
    location = place_or_404(request, location_id, Right.EDIT_LOCATIONS)
    if request.POST.get("deed") == "resume":
        resume_number(location, by=user_of(request), now=datetime.now(UTC))
        return _back(request, location, gettext("The number sends again, what has waited first."))
    reason = one_line(request.POST.get("reason", ""))
    if request.POST.get("deed") != "pause":
        return refused(request, gettext("Nothing was changed. Use the buttons."), "location_information", location.pk)
    if len(reason) > LONGEST_REASON:
        error = gettext("Shorten the reason to 200 characters.")
        return _page(request, location, rest={"reason": reason, "error": error})
    pause_number(location, reason, by=user_of(request), now=datetime.now(UTC))
    return _back(request, location, gettext("Nothing is sent from this number until it is resumed."))


@require_POST
def pace(request: HttpRequest, location_id: UUID) -> HttpResponse:
    """Say how fast the location's number may send."""
    location = place_or_404(request, location_id, Right.EDIT_LOCATIONS)
    form = PaceForm(getattr(location, "text_number", None), request.POST)
    wanted = form.pace()
    if wanted is None:
        return _page(request, location, pace=form)
    keep_pace(location, wanted, by=user_of(request), now=datetime.now(UTC))
    return _back(request, location, gettext("The pace of the text number was kept."))


@require_http_methods(["GET", "HEAD", "POST"])
def proof(request: HttpRequest, location_id: UUID) -> HttpResponse:
    """POST: send a test text. GET: how far the newest one is, for the page that waits for it."""
    location = place_or_404(request, location_id, Right.EDIT_LOCATIONS)
    if request.method != "POST":
        return render(request, "settings/proof.html", {"location": location, "proof": _newest(location)})
    phone = one_line(request.POST.get("phone", ""))
    try:
        ask_for_test(location, phone, by=user_of(request), now=datetime.now(UTC))
    except CannotTest as cannot:
        return _page(request, location, test={"phone": phone, "error": in_words(cannot.words)})
    return redirect(f"{request.path.removesuffix('proof/')}#text-number")


def _newest(location: Location) -> Proof | None:
    return newest_proof(location, datetime.now(UTC))


def _page(request: HttpRequest, location: Location, **given: Any) -> HttpResponse:
    now = datetime.now(UTC)
    exceptions = list(location.hours_exceptions.filter(day__gte=location.clock(now).date()))
    hours = OpeningHours.read(location.hours, {one.day: one.hours for one in exceptions})
    opens = hours.opens_next(now, location.zone)
    form = given.get("form") or LocationForm(location, None)
    exception = given.get("exception") or ExceptionForm({})
    test = given.get("test") or {"phone": "", "error": ""}
    rest = given.get("rest") or {"reason": "", "error": ""}
    number = getattr(location, "text_number", None)
    pace_form = given.get("pace") or PaceForm(number, None)
    values = {
        **frame(request, location),
        "form": form,
        "exception": exception,
        "exceptions": exceptions,
        "is_open": opens == now,
        "opens": location.clock(opens) if opens else None,
        "number": number,
        "pause_reason": pause_reason(number) if number else "",
        "pace": pace_form,
        "test": test,
        "rest": rest,
        "proof": newest_proof(location, now),
    }
    faulty = form.errors or exception.errors or test["error"] or rest["error"] or pace_form.errors
    return render(request, "settings/location.html", values, status=422 if faulty else 200)


def _back(request: HttpRequest, location: Location, words: str) -> HttpResponse:
    messages.success(request, words)
    answer = redirect("location_information", location.pk)
    answer.status_code = 303
    return answer
