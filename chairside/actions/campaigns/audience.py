"""Whom a campaign would reach now, and why it leaves others out: its rows, not written down."""

from collections import Counter, defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from chairside.actions.communications.facts import Facts, numbers_for_texting
from chairside.models import Campaign, Location, PlannedMessage
from chairside.models.identifiers import new_id
from chairside.models.planned_message import kept
from chairside.models.segment import patients_of, with_contacts
from chairside.rules.communications import why
from chairside.rules.communications.campaigns import turn_of
from chairside.rules.communications.kinds import Kind, State
from chairside.rules.communications.leave import Terms, Verdict, leave
from chairside.rules.communications.occurrence import of_campaign
from chairside.rules.consent_categories import Category

LONGEST = timedelta(days=365)
"""A campaign without an end goes on for so long at most."""


@dataclass(frozen=True, slots=True)
class Tally:
    """A segment in figures: patients who fit, texts that would go out, and the left out by reason."""

    patients: int
    told: int
    texts: int
    left_out: list[tuple[str, int]]


def terms_of(campaign: Campaign) -> Terms:
    """Give what its texts are, and the hours they keep."""
    start = campaign.starts_at or campaign.created_at
    return Terms(
        category=Category(campaign.category),
        expires_at=campaign.ends_at or start + LONGEST,
        only_when_open=campaign.only_when_open,
    )


def audience(campaign: Campaign, location_ids: Collection[UUID], now: datetime) -> list[PlannedMessage]:
    """Give a row for each patient who fits: waiting for its turn, or skipped and why.

    Patients who share a phone get one text, so their rows share its location and its turn.
    """
    turn = 0
    rows = []
    for together in _judged(campaign, location_ids, now):
        for row, verdict in together:
            _note(row, verdict, campaign, turn, now)
            rows.append(row)
        turn += any(_is_reached(verdict) for _, verdict in together)
    return rows


def tally(campaign: Campaign, location_ids: Collection[UUID], now: datetime) -> Tally:
    """Count them."""
    patients = texts = told = 0
    left_out: Counter[str] = Counter()
    for together in _judged(campaign, location_ids, now):
        lost = [verdict for _, verdict in together if not _is_reached(verdict)]
        left_out.update(str(verdict.against[0].code) for verdict in lost)
        patients += len(together)
        told += len(together) - len(lost)
        texts += len(together) > len(lost)
    return Tally(patients, told, texts, sorted(left_out.items(), key=lambda one: (-one[1], one[0])))


Judged = list[tuple[PlannedMessage, Verdict]]


def _judged(campaign: Campaign, location_ids: Collection[UUID], now: datetime) -> Iterator[Judged]:
    """Give the rows phone by phone, each with what the gate says of it at the moment of the start."""
    rows = _rows(campaign, location_ids, now)
    numbers = numbers_for_texting({row.contact_id: row.contact for row in rows})
    groups = _by_phone(rows, numbers)
    facts = Facts(rows, max(campaign.starts_at or now, now), numbers)
    terms = terms_of(campaign)
    for together in groups:
        yield [(row, leave(terms, facts.setting(row))) for row in together]


def _is_reached(verdict: Verdict) -> bool:
    return verdict.goes or verdict.waits


def _rows(campaign: Campaign, location_ids: Collection[UUID], now: datetime) -> list[PlannedMessage]:
    found = patients_of(campaign.filters, campaign.organization_id, location_ids, now, campaign.location.zone)
    locations = Location.objects.in_bulk(location_ids)
    expires_at, start = terms_of(campaign).expires_at, campaign.starts_at or now
    return [
        PlannedMessage(
            id=new_id(),
            organization_id=campaign.organization_id,
            location=locations[patient.home_id],  # type: ignore[attr-defined]
            kind=Kind.CAMPAIGN,
            category=campaign.category,
            campaign=campaign,
            patient=patient,
            occurrence=of_campaign(campaign.pk),
            contact=patient.primary_contact,
            due_at=start,
            until_at=start,
            expires_at=expires_at,
        )
        for patient in with_contacts(found)
    ]


def _by_phone(rows: Sequence[PlannedMessage], numbers: Mapping[UUID, str]) -> list[list[PlannedMessage]]:
    """Put those together whose contacts have one number; the text leaves from the location of the first."""
    together: dict[UUID | str, list[PlannedMessage]] = defaultdict(list)
    for row in rows:
        together[numbers.get(row.contact_id, row.contact_id)].append(row)
    for group in together.values():
        for row in group[1:]:
            row.location = group[0].location
    return list(together.values())


def _note(row: PlannedMessage, verdict: Verdict, campaign: Campaign, turn: int, now: datetime) -> None:
    row.due_at = turn_of(turn, row.due_at, campaign.per_day, campaign.location.zone)
    row.until_at = max(row.due_at, verdict.until or row.due_at)
    reasons = verdict.against
    if campaign.per_day and verdict.goes and row.due_at > now:
        reasons = (why.turn(campaign.per_day),)
    if reasons:
        row.reason, row.why = reasons[0].code, kept(reasons)
    if not _is_reached(verdict):
        row.state, row.settled_at = State.SKIPPED.value, now
