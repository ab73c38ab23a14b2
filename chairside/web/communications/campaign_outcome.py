"""What came of a campaign: its figures while it goes out, and the recipients behind each."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext
from django.views.decorators.http import require_safe

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
from chairside.rules.communications.campaigns import POSSIBLE, WORDS
from chairside.rules.communications.left_out import in_words as reason_in_words
from chairside.rules.rights import Right
from chairside.web.communications.campaign_words import figure_name, segment_in_words
from chairside.web.communications.recipients import recipient_lines
from chairside.web.drawing import in_words
from chairside.web.failures import failure_in_words
from chairside.web.found import place_or_404, user_of
from chairside.web.frame import frame
from chairside.web.typed import one_line, whole

ROWS_AT_ONCE = 100
MOST_PAGES = 99_999


@dataclass(frozen=True, slots=True)
class Counted:
    """A figure with its words, and the reasons it is made of; `query` finds the recipients behind it."""

    name: str
    count: int
    query: str
    reasons: list[tuple[str, int, str]]
    people: bool


@require_safe
def campaign_figures(request: HttpRequest, location_id: UUID, campaign_id: UUID) -> HttpResponse:
    """Give the part of the page that changes while it goes out."""
    location = place_or_404(request, location_id, Right.REVIEW_COMMUNICATIONS)
    found = campaign_or_404(request, campaign_id)
    return render(request, "communications/campaign_figures.html", outcome(request, location, found))


@require_safe
def campaign_recipients(request: HttpRequest, location_id: UUID, campaign_id: UUID) -> HttpResponse:
    """List the recipients behind a figure, by name, a hundred at a time."""
    location = place_or_404(request, location_id, Right.REVIEW_COMMUNICATIONS)
    found = campaign_or_404(request, campaign_id)
    try:
        figure = Figure(request.GET.get("figure", Figure.CHOSEN))
    except ValueError:
        raise Http404 from None
    reason = one_line(request.GET.get("reason", ""))[:64]
    page = whole(request.GET.get("page", ""), 1, MOST_PAGES) or 1
    rows = recipients(_rows(request, found), figure, reason)
    start = (page - 1) * ROWS_AT_ONCE
    related = rows.select_related("patient", "contact", "location", "campaign", "message__thread")
    shown = list(related[start : start + ROWS_AT_ONCE + 1])
    values = {
        **frame(request, location),
        "campaign": found,
        "title": figure_name(figure),
        "figure": figure.value,
        "reason": reason,
        "lines": recipient_lines(shown[:ROWS_AT_ONCE], user_of(request)),
        "page": page,
        "more": len(shown) > ROWS_AT_ONCE,
    }
    return render(request, "communications/campaign_recipients.html", values)


def campaign_or_404(request: HttpRequest, campaign_id: UUID, *, edit: bool = False) -> Campaign:
    """Give a campaign that the user may see, or change with `edit`."""
    user = user_of(request)
    found = Campaign.objects.editable_by(user) if edit else Campaign.objects.visible_to(user)
    return get_object_or_404(found.select_related("location", "launched_by", "created_by"), pk=campaign_id)


def may_change(request: HttpRequest, found: Campaign) -> bool:
    """Whether the user may change it: at all of its locations."""
    return Campaign.objects.editable_by(user_of(request)).filter(pk=found.pk).exists()


def outcome(request: HttpRequest, location: Location, found: Campaign) -> dict[str, Any]:
    """Give what the page of a campaign shows."""
    stage = found.stage(waiting=bool(waiting_campaigns([found.pk])))
    numbers = campaign_numbers(_rows(request, found))
    return {
        **frame(request, location),
        "campaign": found,
        "stage": stage,
        "stage_words": in_words(WORDS[stage]),
        "deeds": POSSIBLE[stage] if may_change(request, found) else (),
        "facts": facts_of(found),
        "figures": _figures(numbers),
        "live": bool(POSSIBLE[stage]),
        "unseen": found.places.exclude(
            location__in=Location.objects.where_may(user_of(request), Right.REVIEW_COMMUNICATIONS).values("pk")
        ).count(),
    }


def _rows(request: HttpRequest, found: Campaign) -> Any:
    return PlannedMessage.objects.visible_to(user_of(request)).filter(campaign=found)


def facts_of(found: Campaign) -> dict[str, Any]:
    """Say for whom it is, where and when; moments are its own location's."""
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
