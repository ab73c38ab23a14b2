"""Planned texts of campaigns: whether the campaign still stands, whom the phone stands for, what the text says."""

from collections.abc import Collection, Hashable, Sequence
from datetime import datetime
from uuid import UUID

from chairside.actions.campaigns.audience import terms_of
from chairside.actions.communications.facts import numbers_for_texting
from chairside.models import Campaign, PlannedMessage
from chairside.rules.communications import why
from chairside.rules.communications.kinds import State
from chairside.rules.communications.leave import Terms, Verdict
from chairside.rules.communications.templates import Someone, fill, values
from chairside.rules.communications.why import Why
from chairside.rules.delivery import Lane


class AboutCampaigns:
    """The campaigns of these rows, and which phones have their text already."""

    def __init__(self, rows: Sequence[PlannedMessage]) -> None:
        self.campaigns = Campaign.objects.in_bulk({row.campaign_id for row in rows if row.campaign_id})
        self.numbers = numbers_for_texting(
            {row.patient.primary_contact_id: row.patient.primary_contact for row in rows}
        )
        self.told = _told(self.campaigns, set(self.numbers.values()))

    def ready(self, row: PlannedMessage) -> bool:
        return self._campaign(row).paused_at is None

    def against(self, row: PlannedMessage, _: datetime) -> Why | None:
        if self._campaign(row).stopped_at is not None:
            return why.CAMPAIGN_STOPPED
        texts = self.told.get((row.campaign_id, self._phone(row)), set())
        return why.TOLD_ALREADY if texts - {row.message_id} else None

    def overtaken(self, _: Collection[PlannedMessage]) -> dict[UUID, Why]:
        return {}

    def bundle(self, row: PlannedMessage) -> Hashable:
        return row.campaign_id, self._phone(row)

    def otherwise(self, row: PlannedMessage, verdict: Verdict, now: datetime) -> Verdict:
        """There is no other way than a text."""
        return verdict

    def terms(self, row: PlannedMessage) -> Terms:
        return terms_of(self._campaign(row))

    def body(self, rows: Sequence[PlannedMessage], language: str, phone: str) -> str:
        first = rows[0]
        people = [Someone(row.patient.given_name, row.patient.family_name) for row in rows]
        filled = values(
            language,
            contact=first.patient.primary_contact.called,
            patients=people,
            location=first.location.name,
            phone=phone,
        )
        return fill(self._campaign(first).wording.in_language(language), filled)

    def name(self, row: PlannedMessage) -> str:
        return self._campaign(row).name

    def lane(self, _row: PlannedMessage, _now: datetime) -> Lane:
        return Lane.CAMPAIGN

    def released(self, rows: Sequence[PlannedMessage], now: datetime) -> None:
        """Nothing but the rows themselves tells of a campaign's texts."""

    def _campaign(self, row: PlannedMessage) -> Campaign:
        return self.campaigns[row.campaign_id]

    def _phone(self, row: PlannedMessage) -> str:
        contact_id = row.patient.primary_contact_id
        return self.numbers.get(contact_id, str(contact_id))


def _told(campaigns: Collection[UUID], numbers: Collection[str]) -> dict[tuple[UUID | None, str], set[UUID | None]]:
    """Give, by campaign and phone, the texts that were written already."""
    sent = PlannedMessage.objects.filter(
        campaign__in=campaigns, state=State.SENT, message__thread__number__in=numbers
    ).values_list("campaign_id", "message__thread__number", "message_id")
    told: dict[tuple[UUID | None, str], set[UUID | None]] = {}
    for campaign_id, number, message_id in sent:
        told.setdefault((campaign_id, number), set()).add(message_id)
    return told
