"""One campaign: its draft, its start, its course, and what came of it."""

from __future__ import annotations

from datetime import UTC, datetime
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods, require_POST

from chairside.actions.campaigns.audience import tally
from chairside.actions.campaigns.keep_campaign import (
    NameTaken,
    StartedAlready,
    change_campaign,
    drop_campaign,
    mark_of_campaign,
)
from chairside.actions.campaigns.pause_campaign import pause_campaign, resume_campaign
from chairside.actions.campaigns.start_campaign import OverAlready, start_campaign
from chairside.actions.campaigns.stop_campaign import stop_campaign
from chairside.actions.locations.prove_number import CannotTest, ask_for_test
from chairside.actions.refusals import ChangedSince
from chairside.models import Campaign, Location
from chairside.rules.communications.campaigns import Deed
from chairside.rules.communications.kinds import Kind
from chairside.rules.communications.templates import ENGLISH, SPANISH, longest
from chairside.rules.rights import Right
from chairside.web.communications.campaign_form import CampaignForm
from chairside.web.communications.campaign_outcome import campaign_or_404, facts_of, may_change, outcome
from chairside.web.communications.campaigns import editable, form_page, kept, left_out
from chairside.web.communications.cases import previews, sample_body
from chairside.web.done import done, refused
from chairside.web.drawing import in_words
from chairside.web.found import place_or_404, user_of
from chairside.web.frame import frame
from chairside.web.typed import one_line


@require_http_methods(["GET", "HEAD", "POST"])
def campaign(request: HttpRequest, location_id: UUID, campaign_id: UUID) -> HttpResponse:
    """Show a campaign, and change or delete its draft."""
    location = place_or_404(request, location_id, Right.REVIEW_COMMUNICATIONS)
    found = campaign_or_404(request, campaign_id)
    if request.method == "POST":
        return _change(request, location, found)
    if found.launched_at is None and may_change(request, found):
        return form_page(request, location, CampaignForm(found.location, editable(request), None, found), found)
    return render(request, "communications/campaign.html", outcome(request, location, found))


@require_http_methods(["GET", "HEAD", "POST"])
def campaign_start(request: HttpRequest, location_id: UUID, campaign_id: UUID) -> HttpResponse:
    """Ask once more before it goes out: how many, from where, when."""
    location = place_or_404(request, location_id, Right.EDIT_COMMUNICATIONS)
    found = campaign_or_404(request, campaign_id, edit=True)
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
        "seen": mark_of_campaign(found),
        "facts": facts_of(found),
        "tally": counted,
        "left_out": left_out(counted),
        "previews": previews(Kind.CAMPAIGN, found.wording, found.location),
        "days": -(-counted.texts // found.per_day) if found.per_day else 0,
    }
    return render(request, "communications/campaign_start.html", values)


@require_POST
def campaign_course(request: HttpRequest, location_id: UUID, campaign_id: UUID) -> HttpResponse:
    """Pause, resume or stop it."""
    location = place_or_404(request, location_id, Right.EDIT_COMMUNICATIONS)
    found = campaign_or_404(request, campaign_id, edit=True)
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
    found = campaign_or_404(request, campaign_id, edit=True)
    phone = one_line(request.POST.get("phone", ""))
    language = SPANISH if request.POST.get("sample_language") == SPANISH else ENGLISH
    body = sample_body(found.wording, language, location, longest)
    try:
        ask_for_test(location, phone, by=user_of(request), now=datetime.now(UTC), body=body)
    except CannotTest as cannot:
        form = CampaignForm(found.location, editable(request), None, found)
        sample = {"phone": phone, "error": in_words(cannot.words)}
        return form_page(request, location, form, found, sample=sample)
    return done(request, gettext("The sample is on its way to that phone."), "campaign", location.pk, found.pk)


def _change(request: HttpRequest, location: Location, found: Campaign) -> HttpResponse:
    if not may_change(request, found):
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
        form.show_changes(campaign_or_404(request, found.pk))
    except NameTaken:
        form.errors["name"] = gettext("Another campaign has this name. Choose another.")
    return form_page(request, location, form, found)


def _start(request: HttpRequest, location: Location, found: Campaign, now: datetime) -> HttpResponse:
    try:
        start_campaign(found, by=user_of(request), now=now, seen=request.POST.get("seen"))
    except StartedAlready:
        return refused(request, gettext("It has been started already."), "campaign", location.pk, found.pk)
    except ChangedSince:
        words = gettext("A colleague has changed it meanwhile. Look again before you start it.")
        return refused(request, words, "campaign_start", location.pk, found.pk)
    except OverAlready:
        words = gettext("The day after which it is of no use is over. Choose a later one.")
        return refused(request, words, "campaign", location.pk, found.pk)
    return done(request, gettext("The campaign is started."), "campaign", location.pk, found.pk)
