"""The name of an occurrence: one text at most for each rule, patient and occurrence."""

from datetime import UTC, date, datetime
from uuid import UUID


def of_booking(appointment_id: UUID) -> str:
    """A visit is booked once, wherever it moves later."""
    return str(appointment_id)


def of_start(appointment_id: UUID, starts_at: datetime) -> str:
    """A visit that moves needs another reminder; one that moves back has been reminded already."""
    return f"{appointment_id} {starts_at.astimezone(UTC):%Y-%m-%dT%H:%M}"


def of_statement(statement_id: UUID, sending: int) -> str:
    """A statement is sent once each time that somebody asks for it."""
    return f"{statement_id} {sending}"


def of_due_date(recare_type_id: UUID, due: date, repetition: int) -> str:
    """A due date is spoken of once for each repetition."""
    return f"{recare_type_id} {due.isoformat()} {repetition}"


def of_campaign(campaign_id: UUID) -> str:
    """A campaign speaks to each patient once."""
    return str(campaign_id)
