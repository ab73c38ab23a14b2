"""`chairside doctor`: is everything there that must be, and if not, what is wrong and what to do."""

from __future__ import annotations

import asyncio
import json
import sys
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from rich.console import Console
from rich.table import Table

from chairside.management.house import database_version, missing_migrations, open_house

OLDEST_DATABASE, NEWEST_DATABASE = 15, 18
SILENCE = timedelta(seconds=30)


@dataclass(frozen=True, slots=True)
class Finding:
    """What was found of one thing; `remedy` is empty when all is well."""

    name: str
    is_ok: bool
    what: str
    remedy: str = ""


def examine(*, as_json: bool) -> int:
    """Look at everything; give the exit status: 0 when all is well, else 1."""
    open_house()
    findings = list(_findings())
    if as_json:
        json.dump([asdict(finding) for finding in findings], sys.stdout, indent=2)
        print()
    else:
        _tell(findings)
    return 0 if all(finding.is_ok for finding in findings) else 1


def _findings() -> Iterator[Finding]:
    database = _database()
    yield database
    if database.is_ok:
        yield _migrations()
    yield _time_zones()
    if database.is_ok:
        yield from _safely("carrier", _carrier)
    yield _public_url()
    if database.is_ok:
        yield from _safely("worker", _worker)


def _safely(name: str, look: Callable[[], Iterator[Finding]]) -> Iterator[Finding]:
    from django.db import DatabaseError

    try:
        yield from look()
    except DatabaseError:
        yield Finding(name, is_ok=False, what="the tables are not there", remedy="Run: chairside migrate")


def _database() -> Finding:
    from django.db import DatabaseError

    try:
        version = database_version()
    except DatabaseError as error:
        why = str(error).strip().splitlines()[0]
        return Finding(
            "database",
            is_ok=False,
            what=f"cannot be reached: {why}",
            remedy="Check DATABASE_URL and that PostgreSQL runs.",
        )
    if not OLDEST_DATABASE <= version <= NEWEST_DATABASE:
        return Finding(
            "database",
            is_ok=False,
            what=f"is PostgreSQL {version}",
            remedy=f"Use PostgreSQL {OLDEST_DATABASE} to {NEWEST_DATABASE}.",
        )
    return Finding("database", is_ok=True, what=f"reachable, PostgreSQL {version}")


def _migrations() -> Finding:
    missing = missing_migrations()
    if missing:
        return Finding("migrations", is_ok=False, what=f"{missing} are not applied", remedy="Run: chairside migrate")
    return Finding("migrations", is_ok=True, what="all applied")


def _time_zones() -> Finding:
    try:
        ZoneInfo("America/Chicago")
    except ZoneInfoNotFoundError:
        return Finding("time zones", is_ok=False, what="no data found", remedy="Install the package tzdata.")
    return Finding("time zones", is_ok=True, what="data found")


def _carrier() -> Iterator[Finding]:
    from chairside.models import TextNumber

    numbers = list(TextNumber.objects.select_related("location").order_by("location__name"))
    if not numbers:
        yield Finding(
            "carrier",
            is_ok=False,
            what="no location has a number for texting",
            remedy="Run: chairside number connect --help",
        )
    for number in numbers:
        name = f"carrier, {number.location.name}"
        if not number.account_sid:
            remedy = "Run: chairside number connect --help"
            yield Finding(name, is_ok=False, what="the number is not connected to an account", remedy=remedy)
        else:
            yield asyncio.run(_ask_carrier(name, number.account_sid, number.auth_token))


async def _ask_carrier(name: str, sid: str, token: str) -> Finding:
    from django.conf import settings

    from chairside.carriers.port import Account, CarrierFailure, CredentialsRejected
    from chairside.carriers.twilio import TwilioCarrier

    carrier = TwilioCarrier()
    try:
        await carrier.check(Account(sid, token, api_url=settings.CARRIER_URL))
    except CredentialsRejected:
        remedy = "Connect the number again with the account's present token: chairside number connect --help"
        return Finding(name, is_ok=False, what="the carrier rejects the credentials", remedy=remedy)
    except CarrierFailure as failure:
        remedy = "Check the network and CHAIRSIDE_CARRIER_URL; the carrier's status page tells of outages."
        return Finding(name, is_ok=False, what=str(failure), remedy=remedy)
    finally:
        await carrier.close()
    return Finding(name, is_ok=True, what="reachable, credentials accepted")


def _public_url() -> Finding:
    import urllib.request

    from django.conf import settings

    address = settings.PUBLIC_URL
    try:
        with urllib.request.urlopen(f"{address}/livez", timeout=5) as answer:  # noqa: S310 - our own address
            works = answer.read(16) == b"alive"
    except (OSError, ValueError):
        works = False
    if not works:
        return Finding(
            "public address",
            is_ok=False,
            what=f"{address} does not answer as Chairside",
            remedy="Start `chairside serve`, check the proxy before it and CHAIRSIDE_PUBLIC_URL.",
        )
    return Finding("public address", is_ok=True, what=f"{address} answers")


def _worker() -> Iterator[Finding]:
    from chairside.models import Heartbeat

    last = Heartbeat.objects.filter(name="worker").first()
    age = datetime.now(UTC) - last.at if last else None
    if age is None or age > SILENCE:
        seen = f"last seen {int(age.total_seconds())} s ago" if age else "never seen"
        yield Finding("worker", is_ok=False, what=seen, remedy="Start `chairside work`; without it no text leaves.")
    else:
        yield Finding("worker", is_ok=True, what=f"alive {int(age.total_seconds())} s ago")


def _tell(findings: list[Finding]) -> None:
    table = Table(box=None, pad_edge=False, show_header=False)
    for finding in findings:
        mark = "[green]ok[/green]" if finding.is_ok else "[red]wrong[/red]"
        table.add_row(mark, finding.name, f"{finding.what}. {finding.remedy}".strip())
    Console(highlight=False).print(table)
