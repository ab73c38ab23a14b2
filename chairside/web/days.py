"""Days that come with an address: one of them, or a span by which a list or a report is narrowed."""

from __future__ import annotations

from dataclasses import dataclass, fields
from datetime import date, datetime, time, timedelta
from urllib.parse import urlencode
from zoneinfo import ZoneInfo

FIRST_DAY, LAST_DAY = date(2000, 1, 1), date(2200, 12, 31)


def day_of(given: str | None) -> date | None:
    """Read a day as browsers send it; None for what is no day of these centuries."""
    try:
        day = date.fromisoformat(given or "")
    except ValueError:
        return None
    return day if FIRST_DAY <= day <= LAST_DAY else None


def moment_written(given: str) -> datetime | None:
    """Read a moment that names its zone; None for what is none, or none of these centuries."""
    try:
        moment = datetime.fromisoformat(given)
    except ValueError:
        return None
    return moment if moment.tzinfo and FIRST_DAY < moment.date() < LAST_DAY else None


@dataclass(frozen=True, slots=True)
class Days:
    """A span, both days included; what else is asked for is added by those that inherit, "" for everything."""

    first: date
    last: date

    def told(self) -> dict[str, str]:
        """Give all that is asked for as text, by name, without what is empty."""
        named = {field.name: str(getattr(self, field.name)) for field in fields(self)}
        return {name: value for name, value in named.items() if value}

    def address(self, **changed: str) -> str:
        """Give the query that asks for the same, but for what is changed."""
        return "?" + urlencode({**self.told(), **changed})

    def moments(self, zone: ZoneInfo) -> tuple[datetime, datetime]:
        """Give when the span begins in a place, and when it is over there."""
        after = self.last + timedelta(1)
        return datetime.combine(self.first, time.min, zone), datetime.combine(after, time.min, zone)
