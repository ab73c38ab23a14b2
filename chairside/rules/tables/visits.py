"""Read a row of a table of appointments."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from chairside.rules.booking import LONGEST, SHORTEST
from chairside.rules.fhir.records import AppointmentRecord
from chairside.rules.recare import NoCodes, read_codes
from chairside.rules.tables.cells import VISIT_STATUSES, plain, read_clock, read_day
from chairside.rules.tables.columns import Columns
from chairside.rules.tables.reader import Row
from chairside.rules.tables.row import Reading, Trouble

USUAL_MINUTES = 60
LONGEST_WORDS = {"id": 100, "operatory": 50, "provider": 100, "reason": 200}
HERE = "here"
"""The location of every visit of a table: the one for which it is brought."""


def read_visit(
    row: Row, columns: Columns, heads: tuple[str, ...], zone: ZoneInfo, today: date
) -> AppointmentRecord | list[Trouble]:
    """Give the row's visit, or everything that is wrong with it; times are those of the location's clocks.

    Without an ID of its own a visit is known by its patient and its start.
    """
    reading = Reading(row, columns, heads)
    day, clock = read_day(reading.cell("date"), today), read_clock(reading.cell("time"))
    status = VISIT_STATUSES.get(plain(reading.cell("status")))
    if not reading.cell("patient"):
        reading.wrong("patient", "the patient's ID is missing")
    if day is None:
        reading.wrong("date", "this is no date, such as 11/30/2026 or 2026-11-30")
    if clock is None:
        reading.wrong("time", "this is no time of day, such as 9:30 AM or 14:00")
    if status is None:
        reading.wrong("status", "this is no status of an appointment")
    codes = _codes(reading)
    for key, most in LONGEST_WORDS.items():
        if len(reading.cell(key)) > most:
            reading.wrong(key, f"longer than {most} characters")
    if reading.troubles or day is None or clock is None or status is None:
        return reading.troubles
    starts = datetime.combine(day, clock, zone).astimezone(UTC)
    ends = _ends(reading, day, starts, zone)
    if ends is None or not SHORTEST <= ends - starts <= LONGEST:
        return [reading.trouble("ends" if "ends" in columns else "minutes", "a visit takes 5 minutes to 12 hours")]
    patient = reading.cell("patient")
    return AppointmentRecord(
        id=reading.cell("id") or f"{patient} {starts:%Y-%m-%dT%H:%MZ}",
        patient_id=patient,
        location_id=HERE,
        provider_id=reading.cell("provider") or None,
        operatory=reading.cell("operatory"),
        starts_at=starts,
        ends_at=ends,
        reason=reading.cell("reason"),
        status=status,
        codes=codes,
    )


def _codes(reading: Reading) -> tuple[str, ...]:
    try:
        return tuple(read_codes(reading.cell("codes")))
    except NoCodes:
        reading.wrong("codes", "these are no procedure codes, such as D1110")
        return ()


def _ends(reading: Reading, day: date, starts: datetime, zone: ZoneInfo) -> datetime | None:
    if reading.cell("ends"):
        clock = read_clock(reading.cell("ends"))
        return datetime.combine(day, clock, zone).astimezone(UTC) if clock else None
    minutes = reading.cell("minutes") or str(USUAL_MINUTES)
    return starts + timedelta(minutes=int(minutes)) if minutes.isdecimal() and len(minutes) < 5 else None
