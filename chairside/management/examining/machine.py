"""This machine: room on its disk, the spool, time zones, and how old the newest backup is."""

import os
import shutil
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from chairside.actions.spooling.spool import SpoolState
from chairside.management.examining.finding import Finding, well, wrong

LEAST_ROOM = 2 * 1024**3  # bytes
GIGABYTE = 1024**3
OLDEST_BACKUP = timedelta(hours=26)  # a nightly one may be late by two hours


def findings() -> Iterator[Finding]:
    """Look at all of them."""
    from django.conf import settings

    yield time_zones()
    yield disk(settings.SPOOL if settings.SPOOL.is_dir() else Path.cwd())
    yield spool(settings.SPOOL)
    if settings.BACKUPS:
        yield backups(settings.BACKUPS)


def time_zones() -> Finding:
    """Every location has a zone; the data of all zones must be here."""
    try:
        ZoneInfo("America/Chicago")
    except ZoneInfoNotFoundError:
        return wrong("time zones", "no data found", "Install the package tzdata.")
    return well("time zones", "data found")


def disk(place: Path) -> Finding:
    """Spool and logs need room."""
    free = shutil.disk_usage(place).free
    told = f"{free / GIGABYTE:.1f} GB free at {place}"
    if free < LEAST_ROOM:
        return wrong("disk", told, "Make room: without it neither the spool nor the database can keep a text.")
    return well("disk", told)


def spool(place: Path) -> Finding:
    """Where texts wait while the database is away: writable, and empty while it is there."""
    from django.conf import settings

    from chairside.actions.spooling.spool import Spool, SpoolUnwritable

    if not place.is_dir():
        return wrong("spool", f"{place} is not there", "Start `chairside serve` or `intake`, which make it.")
    if place.stat().st_uid != os.geteuid():
        return wrong("spool", f"{place} belongs to another user", "Ask the doctor as the user that serves.")
    found = Spool(place, settings.SECRET_KEY, settings.SPOOL_BYTES)
    try:
        found.open()
    except SpoolUnwritable as why:
        return wrong("spool", "cannot be written", str(why))
    return _in_spool(found.state())


def _in_spool(state: SpoolState) -> Finding:
    if state.foreign:
        told = f"{state.foreign} files were sealed with another CHAIRSIDE_SECRET_KEY"
        return wrong("spool", told, "Start once with that key, so that they are taken in.")
    if state.refused or state.unreadable:
        told = f"{state.refused} files were refused by the database, {state.unreadable} cannot be read"
        return wrong("spool", told, "Look into its folders “refused” and “unreadable”: they are texts of patients.")
    if state.waiting:
        remedy = "Let `chairside serve` or `intake` run and reach the database: it takes them in."
        return wrong("spool", f"{state.waiting} files wait", remedy)
    return well("spool", "writable, nothing waits")


def backups(place: Path) -> Finding:
    """The newest file where backups are kept must be of last night."""
    try:
        newest = max((path.stat().st_mtime for path in place.iterdir() if path.is_file()), default=None)
    except OSError as error:
        return wrong("backups", f"{place} cannot be read: {error.strerror}", "Check CHAIRSIDE_BACKUPS.")
    if newest is None:
        return wrong("backups", f"none in {place}", "Start the backup, and see docs/deploying.md.")
    age = datetime.now(UTC) - datetime.fromtimestamp(newest, UTC)
    told = f"the newest is {age.total_seconds() / 3600:.0f} h old"
    if age > OLDEST_BACKUP:
        return wrong("backups", told, "Find out why the nightly backup did not run: journalctl -u chairside-backup")
    return well("backups", told)
