"""The date ranges by which an inbox is looked through, in the location's own days."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo


class When(StrEnum):
    """The ranges that have a name; RANGE has two dates of the user's own."""

    ANY = "any"
    TODAY = "today"
    YESTERDAY = "yesterday"
    LAST_7_DAYS = "last-7-days"
    THIS_MONTH = "this-month"
    LAST_MONTH = "last-month"
    RANGE = "range"


@dataclass(frozen=True, slots=True)
class Span:
    """A stretch of time: from a moment on, up to but without another; None is open."""

    start: datetime | None = None
    end: datetime | None = None


def span(when: When, today: date, zone: ZoneInfo, *, first: date | None = None, last: date | None = None) -> Span:
    """Give the stretch of time that a range means on this day; both ends of a range are included."""
    match when:
        case When.TODAY:
            return _days(today, today, zone)
        case When.YESTERDAY:
            return _days(today - timedelta(1), today - timedelta(1), zone)
        case When.LAST_7_DAYS:
            return _days(today - timedelta(6), today, zone)
        case When.THIS_MONTH:
            return _days(today.replace(day=1), today, zone)
        case When.LAST_MONTH:
            end = today.replace(day=1) - timedelta(1)
            return _days(end.replace(day=1), end, zone)
        case When.RANGE:
            if first and last and last < first:
                first, last = last, first
            return _days(first, last, zone)
    return Span()


def _days(first: date | None, last: date | None, zone: ZoneInfo) -> Span:
    return Span(
        _midnight(first, zone) if first else None,
        _midnight(last + timedelta(1), zone) if last and last < date.max else None,
    )


def _midnight(day: date, zone: ZoneInfo) -> datetime:
    return datetime.combine(day, time.min, zone)
