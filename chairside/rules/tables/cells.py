"""What a cell means: dates, times, yes and no, statuses. Month before day, as in the United States, or ISO 8601."""

import re
from collections.abc import Mapping
from datetime import date, time

from chairside.rules.patients import AppointmentStatus, PatientStatus
from chairside.rules.search_words import birth_date

CLOCK = re.compile(r"(?P<hour>\d{1,2})(?::(?P<minute>\d{2}))?(?::\d{2})?\s*(?P<half>[ap])?\.?(?:m\.?)?$", re.IGNORECASE)
YES = frozenset({"yes", "y", "true", "1", "x", "on", "ok", "si", "sí"})
NO = frozenset({"no", "n", "false", "0", "off"})

PATIENT_STATUSES: Mapping[str, PatientStatus] = {
    "": PatientStatus.ACTIVE,
    "new": PatientStatus.NEW,
    "active": PatientStatus.ACTIVE,
    "patient": PatientStatus.ACTIVE,
    "non patient": PatientStatus.NON_PATIENT,
    "nonpatient": PatientStatus.NON_PATIENT,
    "inactive": PatientStatus.INACTIVE,
    "archived": PatientStatus.INACTIVE,
    "deceased": PatientStatus.INACTIVE,
}

VISIT_STATUSES: Mapping[str, AppointmentStatus] = {
    "": AppointmentStatus.UNCONFIRMED,
    "scheduled": AppointmentStatus.UNCONFIRMED,
    "completed": AppointmentStatus.COMPLETE,
    "cancelled": AppointmentStatus.BROKEN,
    "canceled": AppointmentStatus.BROKEN,
    "missed": AppointmentStatus.NO_SHOW,
    "noshow": AppointmentStatus.NO_SHOW,
    **{status.value.replace("_", " "): status for status in AppointmentStatus},
}


def read_birth_date(cell: str, today: date) -> date | None:
    """Read a birth date; None when it is none, lies after today, or more than 130 years before."""
    born = birth_date(cell.split(" ", 1)[0].split("T", 1)[0], today)
    return born if born and born.year >= today.year - 130 else None


def read_day(cell: str, today: date) -> date | None:
    """Read the day of a visit, past or to come; two digits of a year lie in this century."""
    short = re.match(r"(\d{1,2})[/.-](\d{1,2})[/.-](\d{2})$", cell)
    written = f"{short[1]}/{short[2]}/20{short[3]}" if short else cell
    return birth_date(written.split(" ", 1)[0].split("T", 1)[0], date(today.year + 100, 12, 31))


def read_clock(cell: str) -> time | None:
    """Read a time of day: 9:30, 09:30, 9:30 AM, 2 pm, 14:00:00."""
    found = CLOCK.match(cell.strip())
    if not found:
        return None
    hour, minute, half = int(found["hour"]), int(found["minute"] or 0), (found["half"] or "").lower()
    if half and not 1 <= hour <= 12:
        return None
    if half:
        hour = hour % 12 + (12 if half == "p" else 0)
    return time(hour, minute) if hour < 24 and minute < 60 else None


def read_yes_or_no(cell: str) -> bool | None:
    """Read a preference; None when it is neither."""
    word = cell.strip().casefold()
    return True if word in YES else False if word in NO else None


def plain(cell: str) -> str:
    """Give a status word without its writing."""
    return re.sub(r"[\s_-]+", " ", cell.strip().casefold())
