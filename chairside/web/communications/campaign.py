"""One campaign: its draft, its start, its course, and what came of it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from chairside.actions.campaigns.audience import tally
from chairside.actions.campaigns.keep_campaign import NameTaken, StartedAlready, change_campaign, drop_campaign
from chairside.actions.campaigns.pause_campaign import pause_campaign, resume_campaign
from chairside.actions.campaigns.start_campaign import OverAlready, start_campaign
from chairside.actions.campaigns.stop_campaign import stop_campaign
from chairside.actions.locations.prove_number import CannotTest, ask_for_test
from chairside.actions.refusals import ChangedSince
from chairside.models import Campaign, Location, PlannedMessage
from chairside.models.campaign_numbers import (
    NO_REASON,
    PEOPLE,
    CampaignNumbers,
    Failures,
    Figure,
    campaign_numbers,
    recipients,
    waiting_campaigns,
)
from chairside.rules.communications.campaigns import POSSIBLE, WORDS, Deed
from chairside.rules.communications.left_out import in_words as reason_in_words
from chairside.rules.communications.templates import ENGLISH, SPANISH
from chairside.rules.rights import Right
from chairside.web.communications.campaign_form import CampaignForm
from chairside.web.communications.campaign_words import figure_name, segment_in_words
from chairside.web.communications.campaigns import editable, form_page, kept, left_out
from chairside.web.communications.previews import previews, sample_body
from chairside.web.communications.recipients import recipient_lines
from chairside.web.done import done, refused
from chairside.web.drawing import in_words
from chairside.web.failures import failure_in_words
from chairside.web.found import place_or_404, user_of
from chairside.web.frame import frame
from chairside.web.typed import one_line

ROWS_AT_ONCE = 100


@dataclass(frozen=True, slots=True)
class Counted:
    """A figure with its words, and the reasons it is made of; `query` finds the recipients behind it."""

    name: str
    count: int
    query: str
    reasons: list[tuple[str, int, str]]
    people: bool


@require_http_methods(["GET", "HEAD", "POST"])
def campaign(request: HttpRequest, location_id: UUID, campaign_id: UUID) -> HttpResponse:
    """Show a campaign, and change or delete its draft."""
    location = place_or_404(request, location_id, Right.REVIEW_COMMUNICATIONS)
    found = _campaign_or_404(request, campaign_id)
    if request.method == "POST":
        return _change(request, location, found)
    if found.launched_at is None and _may_edit(request, found):
        return form_page(request, location, CampaignForm(found.location, editable(request), None, found), found)
    return render(request, "communications/campaign.html", _shown(request, location, found))


@require_http_methods(["GET", "HEAD", "POST"])
def campaign_start(request: HttpRequest, location_id: UUID, campaign_id: UUID) -> HttpResponse:
    """Ask once more before it goes out: how many, from where, when."""
    location = place_or_404(request, location_id, Right.EDIT_COMMUNICATIONS)
    found = _campaign_or_404(request, campaign_id, edit=True)
    now = datetime.now(UTC)
    if request.method == "POST":
        return _start(request, location, found, now)
    if found.launched_at is not None:
        return refused(request, gettext("It has been started already."), "campaign", location.pk, found.pk)
    places = [one.location for one in found.places.select_related("location").order_by("location__name")]
    counted = tally(found, [place.pk for place in places], now)
    values = {
        **frame(request, location),
        "campaign": found,
        "facts": _facts(found),
        "tally": counted,
        "left_out": left_out(counted),
        "previews": previews(found.wording, found.location),
        "days": -(-counted.texts // found.per_day) if found.per_day else 0,
    }
    return render(request, "communications/campaign_start.html", values)


@require_POST
def campaign_course(request: HttpRequest, location_id: UUID, campaign_id: UUID) -> HttpResponse:
    """Pause, resume or stop it."""
    location = place_or_404(request, location_id, Right.EDIT_COMMUNICATIONS)
    found = _campaign_or_404(request, campaign_id, edit=True)
    by, now = user_of(request), datetime.now(UTC)
    match request.POST.get("deed"):
        case Deed.PAUSE:
            did, words = pause_campaign(found, by=by, now=now), gettext("Nothing more leaves until it is resumed.")
        case Deed.RESUME:
            did, words = resume_campaign(found, by=by, now=now), gettext("It goes on where it rested.")
        case Deed.STOP:
            did, words = stop_campaign(found, by=by, now=now), gettext("It was stopped. Nothing more of it leaves.")
        case _:
            did, words = False, ""
    if did:
        return done(request, words, "campaign", location.pk, found.pk)
    words = gettext("Nothing was changed: the campaign is not at that point any more.")
    return refused(request, words, "campaign", location.pk, found.pk)


@require_POST
def campaign_sample(request: HttpRequest, location_id: UUID, campaign_id: UUID) -> HttpResponse:
    """Send the text as it is kept, filled for somebody imagined, to a phone of the staff."""
    location = place_or_404(request, location_id, Right.EDIT_COMMUNICATIONS)
    found = _campaign_or_404(request, campaign_id, edit=True)
    phone = one_line(request.POST.get("phone", ""))
    language = SPANISH if request.POST.get("sample_language") == SPANISH else ENGLISH
    body = sample_body(found.wording, language, found.location)
    try:
        ask_for_test(found.location, phone, by=user_of(request), now=datetime.now(UTC), body=body)
    except CannotTest as cannot:
        form = CampaignForm(found.location, editable(request), None, found)
        sample = {"phone": phone, "error": in_words(cannot.words)}
        return form_page(request, location, form, found, sample=sample)
    return done(request, gettext("The sample is on its way to that phone."), "campaign", location.pk, found.pk)


@require_safe
def campaign_figures(request: HttpRequest, location_id: UUID, campaign_id: UUID) -> HttpResponse:
    """Give the part of the page that changes while it goes out."""
    location = place_or_404(request, location_id, Right.REVIEW_COMMUNICATIONS)
    found = _campaign_or_404(request, campaign_id)
    return render(request, "communications/campaign_figures.html", _shown(request, location, found))


@require_safe
def campaign_recipients(request: HttpRequest, location_id: UUID, campaign_id: UUID) -> HttpResponse:
    """List the recipients behind a figure, by name, a hundred at a time."""
    location = place_or_404(request, location_id, Right.REVIEW_COMMUNICATIONS)
    found = _campaign_or_404(request, campaign_id)
    try:
        figure = Figure(request.GET.get("figure", Figure.CHOSEN))
    except ValueError:
        raise Http404 from None
    reason = request.GET.get("reason", "")[:64]
    given = request.GET.get("page", "1")
    page = int(given) if given.isdecimal() and len(given) < 6 else 1
    rows = recipients(_rows(request, found), figure, reason)
    start = (max(page, 1) - 1) * ROWS_AT_ONCE
    related = rows.select_related("patient", "contact", "location", "campaign", "message__thread")
    shown = list(related[start : start + ROWS_AT_ONCE + 1])
    values = {
        **frame(request, location),
        "campaign": found,
        "title": figure_name(figure),
        "figure": figure.value,
        "reason": reason,
        "lines": recipient_lines(shown[:ROWS_AT_ONCE], user_of(request)),
        "page": max(page, 1),
        "more": len(shown) > ROWS_AT_ONCE,
    }
    return render(request, "communications/campaign_recipients.html", values)


def _campaign_or_404(request: HttpRequest, campaign_id: UUID, *, edit: bool = False) -> Campaign:
    user = user_of(request)
    found = Campaign.objects.editable_by(user) if edit else Campaign.objects.visible_to(user)
    return get_object_or_404(found.select_related("location", "launched_by", "created_by"), pk=campaign_id)


def _may_edit(request: HttpRequest, found: Campaign) -> bool:
    return Campaign.objects.editable_by(user_of(request)).filter(pk=found.pk).exists()


def _change(request: HttpRequest, location: Location, found: Campaign) -> HttpResponse:
    if not _may_edit(request, found):
        raise Http404
    now = datetime.now(UTC)
    form = CampaignForm(found.location, editable(request), request.POST, found)
    try:
        if request.POST.get("deed") == "delete":
            drop_campaign(found, by=user_of(request), now=now)
            return done(request, gettext("The draft was deleted."), "campaigns", location.pk)
        if facts := form.facts():
            change_campaign(found, facts, by=user_of(request), now=now, seen=request.POST.get("seen"))
            return kept(request, location, found)
    except StartedAlready:
        words = gettext("It has been started meanwhile, so it cannot be changed any more.")
        return refused(request, words, "campaign", location.pk, found.pk)
    except ChangedSince:
        form.show_changes(_campaign_or_404(request, found.pk))
    except NameTaken:
        form.errors["name"] = gettext("Another campaign has this name. Choose another.")
    return form_page(request, location, form, found)


def _start(request: HttpRequest, location: Location, found: Campaign, now: datetime) -> HttpResponse:
    try:
        start_campaign(found, by=user_of(request), now=now)
    except StartedAlready:
        return refused(request, gettext("It has been started already."), "campaign", location.pk, found.pk)
    except OverAlready:
        words = gettext("The day after which it is of no use is over. Choose a later one.")
        return refused(request, words, "campaign", location.pk, found.pk)
    return done(request, gettext("The campaign is started."), "campaign", location.pk, found.pk)


def _rows(request: HttpRequest, found: Campaign) -> Any:
    return PlannedMessage.objects.visible_to(user_of(request)).filter(campaign=found)


def _shown(request: HttpRequest, location: Location, found: Campaign) -> dict[str, Any]:
    stage = found.stage(waiting=bool(waiting_campaigns([found.pk])))
    numbers = campaign_numbers(_rows(request, found))
    return {
        **frame(request, location),
        "campaign": found,
        "stage": stage,
        "stage_words": in_words(WORDS[stage]),
        "deeds": POSSIBLE[stage] if _may_edit(request, found) else (),
        "facts": _facts(found),
        "figures": _figures(numbers),
        "live": bool(POSSIBLE[stage]),
        "unseen": found.places.exclude(
            location__in=Location.objects.where_may(user_of(request), Right.REVIEW_COMMUNICATIONS).values("pk")
        ).count(),
    }


def _facts(found: Campaign) -> dict[str, Any]:
    local = found.location.clock
    places = found.places.select_related("location").order_by("location__name")
    return {
        "segment": segment_in_words(found.filters),
        "places": [one.location.name for one in places],
        "starts_at": local(found.starts_at) if found.starts_at else None,
        "last_day": local(found.ends_at) if found.ends_at else None,
        "launched_at": local(found.launched_at) if found.launched_at else None,
        "paused_at": local(found.paused_at) if found.paused_at else None,
        "stopped_at": local(found.stopped_at) if found.stopped_at else None,
    }


def _figures(numbers: CampaignNumbers) -> list[Counted]:
    reasons = {
        Figure.WAITING: [_reason(code, count) for code, count in numbers.waiting],
        Figure.SKIPPED: [_reason(code, count) for code, count in numbers.skipped],
        Figure.FAILED: [_failure(one) for one in numbers.failed],
    }
    return [
        Counted(figure_name(figure), count, f"?figure={figure.value}", reasons.get(figure, []), figure in PEOPLE)
        for figure, count in numbers.figures.items()
    ]


def _reason(code: str, count: int) -> tuple[str, int, str]:
    words = in_words(reason_in_words(code)) if code else gettext("Its turn has not come yet")
    return words, count, f"&reason={code or NO_REASON}"


def _failure(one: Failures) -> tuple[str, int, str]:
    return failure_in_words(one.code, one.sentence), one.count, f"&reason={one.key}"
