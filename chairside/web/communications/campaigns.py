"""Settings > Patient Communications > Campaigns: those there are, a new one, and a count while it is typed."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from chairside.actions.campaigns.audience import Tally, tally
from chairside.actions.campaigns.keep_campaign import NameTaken, as_campaign, make_campaign
from chairside.models import Campaign, CampaignLocation, Location, PlannedMessage
from chairside.models.campaign_numbers import sent_and_waiting, waiting_campaigns
from chairside.rules.communications.campaigns import WORDS, Stage
from chairside.rules.communications.kinds import Kind
from chairside.rules.communications.left_out import in_words as reason_in_words
from chairside.rules.rights import Right
from chairside.web.communications.campaign_form import CampaignForm
from chairside.web.communications.cases import previews
from chairside.web.done import done
from chairside.web.drawing import in_words
from chairside.web.found import place_or_404, rights_of, user_of
from chairside.web.frame import frame

MOST_LISTED = 200


@dataclass(frozen=True, slots=True)
class Line:
    """A campaign in the list."""

    campaign: Campaign
    stage: Stage
    words: str
    when: datetime | None
    places: str
    sent: int
    waiting: int


@require_safe
def campaigns(request: HttpRequest, location_id: UUID) -> HttpResponse:
    """List them, the newest first."""
    location = place_or_404(request, location_id, Right.REVIEW_COMMUNICATIONS)
    found = Campaign.objects.visible_to(user_of(request)).select_related("location")[:MOST_LISTED]
    values = {
        **frame(request, location),
        "lines": _lines(request, list(found)),
        "may_edit": may_edit(request, location),
    }
    return render(request, "communications/campaigns.html", values)


@require_http_methods(["GET", "HEAD", "POST"])
def new_campaign(request: HttpRequest, location_id: UUID) -> HttpResponse:
    """Make a draft."""
    location = place_or_404(request, location_id, Right.EDIT_COMMUNICATIONS)
    form = CampaignForm(location, editable(request), request.POST if request.method == "POST" else None)
    if request.method == "POST" and (facts := form.facts()):
        try:
            made = make_campaign(facts, location, by=user_of(request), now=datetime.now(UTC))
        except NameTaken:
            form.errors["name"] = gettext("Another campaign has this name. Choose another.")
        else:
            return kept(request, location, made)
    return form_page(request, location, form)


@require_POST
def campaign_count(request: HttpRequest, location_id: UUID) -> HttpResponse:
    """Count the segment that is being typed, and fill its text: a part of the form's page."""
    location = place_or_404(request, location_id, Right.EDIT_COMMUNICATIONS)
    form = CampaignForm(location, editable(request), request.POST)
    return render(request, "communications/campaign_count.html", {"location": location, **counted(request, form)})


def counted(request: HttpRequest, form: CampaignForm) -> dict[str, Any]:
    """Give the count of what the form says by now, and how its text reads."""
    now = datetime.now(UTC)
    facts = form.draft()
    draft = as_campaign(facts, form.location, by=user_of(request), now=now)
    found = tally(draft, facts.location_ids, now)
    form.check_wording(facts.category)
    return {
        "form": form,
        "tally": found,
        "left_out": left_out(found),
        "days": -(-found.texts // facts.per_day) if facts.per_day else 0,
        "previews": previews(Kind.CAMPAIGN, draft.wording, form.location, form.warnings),
    }


def left_out(found: Tally) -> list[tuple[str, int]]:
    """Give why patients are left out, in words."""
    return [(in_words(reason_in_words(code)), count) for code, count in found.left_out]


def editable(request: HttpRequest) -> list[Location]:
    """Give the locations for which the user may make campaigns."""
    return list(Location.objects.where_may(user_of(request), Right.EDIT_COMMUNICATIONS))


def may_edit(request: HttpRequest, location: Location) -> bool:
    return Right.EDIT_COMMUNICATIONS in rights_of(request, location)


def form_page(
    request: HttpRequest, location: Location, form: CampaignForm, campaign: Campaign | None = None, **more: Any
) -> HttpResponse:
    """Draw the form; the count comes after it, for it may take a moment."""
    values = {
        **frame(request, location),
        "form": form,
        "campaign": campaign,
        "sample": {"phone": "", "error": ""},
        **more,
    }
    faulty = form.errors or values["sample"]["error"]
    return render(request, "communications/campaign_form.html", values, status=422 if faulty else 200)


def kept(request: HttpRequest, location: Location, campaign: Campaign) -> HttpResponse:
    """Go on after a draft was kept: to its start, or back to it."""
    if request.POST.get("deed") == "start":
        return done(request, gettext("The draft was kept."), "campaign_start", location.pk, campaign.pk)
    return done(request, gettext("The draft was kept."), "campaign", location.pk, campaign.pk)


def _lines(request: HttpRequest, found: Sequence[Campaign]) -> list[Line]:
    ids = [one.pk for one in found]
    waiting = waiting_campaigns(ids)
    seen = PlannedMessage.objects.visible_to(user_of(request)).filter(campaign__in=ids)
    counts = sent_and_waiting(seen)
    places: dict[UUID, list[str]] = defaultdict(list)
    for one in CampaignLocation.objects.filter(campaign__in=ids).select_related("location").order_by("location__name"):
        places[one.campaign_id].append(one.location.name)
    lines = []
    for campaign in found:
        stage = campaign.stage(waiting=campaign.pk in waiting)
        sent, waits = counts.get(campaign.pk, (0, 0))
        when = campaign.location.clock(campaign.starts_at) if campaign.starts_at else None
        where = ", ".join(places[campaign.pk])
        lines.append(Line(campaign, stage, in_words(WORDS[stage]), when, where, sent, waits))
    return lines
