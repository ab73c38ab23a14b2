"""Make, change and delete the draft of a campaign; what has been started is not changed any more."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import IntegrityError, transaction

from chairside.actions.campaigns.telling import write_down
from chairside.actions.refusals import stop_if_changed
from chairside.models import Campaign, CampaignLocation, Location, User
from chairside.models.identifiers import new_id
from chairside.rules.communications.segment import Segment
from chairside.rules.consent_categories import Category
from chairside.rules.marks import mark_of


class NameTaken(Exception):
    """Another campaign of the organization has this name."""


class StartedAlready(Exception):
    """The campaign is no draft any more: somebody has started it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CampaignFacts:
    """What the form of a campaign says; without a moment of start it goes out as soon as it is started."""

    name: str
    category: Category
    segment: Segment
    location_ids: frozenset[UUID]
    english: str
    spanish: str = ""
    starts_at: datetime | None = None
    ends_at: datetime | None = None
    per_day: int | None = None
    only_when_open: bool = False


COLUMNS = ("name", "category", "english", "spanish", "starts_at", "ends_at", "per_day", "only_when_open")


def make_campaign(facts: CampaignFacts, location: Location, *, by: User, now: datetime) -> Campaign:
    """Make a draft that goes by the location's clock; raises `NameTaken`."""
    campaign = as_campaign(facts, location, by=by, now=now)
    _keep(campaign, facts, "made a campaign", by, now)
    return campaign


@transaction.atomic
def change_campaign(
    campaign: Campaign, facts: CampaignFacts, *, by: User, now: datetime, seen: str | None = None
) -> None:
    """Change a draft; raises `NameTaken`, `StartedAlready`, or `ChangedSince` when not as its form showed it."""
    locked = _draft(campaign)
    stop_if_changed(seen, mark_of_campaign(locked))
    for column in COLUMNS:
        setattr(campaign, column, getattr(facts, column))
    campaign.segment = facts.segment.kept()
    _keep(campaign, facts, "changed a campaign", by, now)


@transaction.atomic
def drop_campaign(campaign: Campaign, *, by: User, now: datetime) -> None:
    """Delete a draft; raises `StartedAlready`."""
    _draft(campaign).delete()
    write_down(campaign, "deleted a campaign", by=by, now=now)


def as_campaign(facts: CampaignFacts, location: Location, *, by: User, now: datetime) -> Campaign:
    """Give the campaign that the form describes, not written down."""
    return Campaign(
        id=new_id(),
        organization_id=location.organization_id,
        location=location,
        segment=facts.segment.kept(),
        created_at=now,
        created_by=by,
        **{column: getattr(facts, column) for column in COLUMNS},
    )


def mark_of_campaign(campaign: Campaign) -> str:
    """Give the mark of what the form of a campaign shows."""
    places = sorted(map(str, campaign.places.values_list("location_id", flat=True)))
    shown = [str(getattr(campaign, column)) for column in COLUMNS]
    return mark_of(*shown, sorted(campaign.segment.items()), places)


def _draft(campaign: Campaign) -> Campaign:
    locked = Campaign.objects.select_for_update(of=("self",)).filter(pk=campaign.pk, launched_at__isnull=True).first()
    if locked is None:
        raise StartedAlready
    return locked


def _keep(campaign: Campaign, facts: CampaignFacts, action: str, by: User, now: datetime) -> None:
    try:
        with transaction.atomic():
            campaign.save(update_fields=None if campaign._state.adding else [*COLUMNS, "segment"])
            _place(campaign, facts.location_ids)
            write_down(campaign, action, by=by, now=now)
    except IntegrityError as error:
        raise NameTaken from error


def _place(campaign: Campaign, location_ids: frozenset[UUID]) -> None:
    campaign.places.exclude(location_id__in=location_ids).delete()
    CampaignLocation.objects.bulk_create(
        (
            CampaignLocation(
                id=new_id(), organization_id=campaign.organization_id, campaign=campaign, location_id=location_id
            )
            for location_id in sorted(location_ids)
        ),
        ignore_conflicts=True,
    )
