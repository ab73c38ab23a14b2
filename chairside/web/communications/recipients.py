"""The recipients of a campaign as people read them: who, what became of it, and why."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from django.utils.formats import date_format
from django.utils.translation import gettext, pgettext

from chairside.models import Location, PlannedMessage, User
from chairside.rules.communications.kinds import State
from chairside.rules.delivery import Status, words
from chairside.rules.rights import Right
from chairside.web.drawing import in_words, short_date
from chairside.web.reasons import reason_of


@dataclass(frozen=True, slots=True)
class RecipientLine:
    """One patient of a campaign; the ids are None where the user may not open what they name."""

    patient: str
    patient_id: UUID | None
    contact: str
    location: Location
    became: str
    why: list[str]
    thread_id: UUID | None


def recipient_lines(rows: Sequence[PlannedMessage], user: User) -> list[RecipientLine]:
    """Give the rows in words; with patient, contact, location, campaign and the message's thread loaded."""
    inboxes = set(Location.objects.where_may(user, Right.REVIEW_INBOX).values_list("pk", flat=True))
    records = set(Location.objects.where_may(user, Right.REVIEW_PATIENTS).values_list("pk", flat=True))
    return [
        RecipientLine(
            patient=row.patient.name,
            patient_id=row.patient_id if row.location_id in records else None,
            contact=row.contact.name if row.contact_id != row.patient_id else gettext("Self"),
            location=row.location,
            became=_became(row),
            why=_why(row),
            thread_id=row.message.thread_id if row.message and row.location_id in inboxes else None,
        )
        for row in rows
    ]


def _became(row: PlannedMessage) -> str:
    if row.state == State.SENT and row.message:
        return in_words(words(Status(row.message.status)))
    if row.state == State.SKIPPED:
        return gettext("Left out")
    if row.campaign and row.campaign.paused_at:
        return gettext("Waits: the campaign is paused")
    until = row.location.clock(row.until_at)
    time = date_format(until, pgettext("time of day", "g:i A"))
    return gettext("Waits until %(day)s, %(time)s") % {"day": short_date(until), "time": time}


def _why(row: PlannedMessage) -> list[str]:
    if row.state == State.SENT:
        return [part for part in reason_of(row.message) if part] if row.message else []
    said = [(one.sentence, one.remedy) for one in row.reasons]
    return [in_words(part) for pair in said for part in pair if part is not None]
