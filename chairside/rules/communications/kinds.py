"""The words of a rule of sending: its kind, its trigger, its measure of time."""

from enum import StrEnum

from chairside.rules.consent_categories import Category


class Kind(StrEnum):
    """What an automated text is about; a campaign has no rule of sending, it is sent once."""

    APPOINTMENT = "appointment"
    RECARE = "recare"
    STATEMENT = "statement"
    CAMPAIGN = "campaign"


class Trigger(StrEnum):
    """What a rule counts from."""

    SCHEDULED = "scheduled"
    CONFIRMED = "confirmed"
    BEFORE = "before"
    AFTER = "after"


class Unit(StrEnum):
    """Minutes and hours are lengths of time; days, weeks and months are counted on the calendar."""

    MINUTES = "minutes"
    HOURS = "hours"
    DAYS = "days"
    WEEKS = "weeks"
    MONTHS = "months"


class State(StrEnum):
    """What is known of a planned text."""

    WAITING = "waiting"
    SENT = "sent"
    SKIPPED = "skipped"


TRIGGERS = {
    Kind.APPOINTMENT: (Trigger.SCHEDULED, Trigger.CONFIRMED, Trigger.BEFORE),
    Kind.RECARE: (Trigger.BEFORE, Trigger.AFTER),
    Kind.STATEMENT: (Trigger.SCHEDULED,),
}

CATEGORIES = {Kind.APPOINTMENT: Category.CARE, Kind.RECARE: Category.CARE, Kind.STATEMENT: Category.BILLING}
"""Which consent a kind needs; a campaign says so itself."""
