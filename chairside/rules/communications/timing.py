"""Moments before and after another, as an office counts them."""

from calendar import monthrange
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from chairside.rules.communications.kinds import Unit

LENGTHS = {Unit.MINUTES: timedelta(minutes=1), Unit.HOURS: timedelta(hours=1)}
LONGEST_MONTH = 31


def moved_by(moment: datetime, amount: int, unit: Unit, zone: ZoneInfo) -> datetime:
    """Give the moment (UTC) so much later, or earlier with a negative amount.

    Days, weeks and months keep the clock: two days before a visit at 9:00 is 9:00, whatever summer
    time did between. A day that a month lacks is its last one. An hour that the clocks leave out is
    the one after, one that they show twice is the first.
    """
    if unit in LENGTHS:
        return (moment.astimezone(UTC) + amount * LENGTHS[unit]).astimezone(UTC)
    local = moment.astimezone(zone)
    return at_clock(days_later(local.date(), amount, unit), local.time(), zone)


def zone_of(name: str, otherwise: ZoneInfo) -> ZoneInfo:
    """Give the clock at which a recipient lives: their own where it is known, else the location's."""
    return ZoneInfo(name) if name else otherwise


def at_clock(day: date, clock: time, zone: ZoneInfo) -> datetime:
    """Give the moment (UTC) at which clocks of the zone first show this time on this day."""
    return datetime.combine(day, clock.replace(fold=0), zone).astimezone(UTC)


def days_later(day: date, amount: int, unit: Unit) -> date:
    """Give the day so many days, weeks or months later; a day that a month lacks is its last one."""
    if unit is Unit.MONTHS:
        return _months_later(day, amount)
    return day + timedelta(days=amount * (7 if unit is Unit.WEEKS else 1))


def longest(amount: int, unit: Unit) -> timedelta:
    """Give a length of time that is certainly no shorter, for looking things up."""
    days = {Unit.DAYS: 1, Unit.WEEKS: 7, Unit.MONTHS: LONGEST_MONTH}
    return amount * LENGTHS[unit] if unit in LENGTHS else timedelta(days=amount * days[unit] + 1)


def _months_later(day: date, amount: int) -> date:
    years, month = divmod(day.month - 1 + amount, 12)
    year = day.year + years
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))
