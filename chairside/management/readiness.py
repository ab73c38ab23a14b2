"""Know when web, intake, phones and worker of the demo really answer."""

import time
import urllib.request
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import psycopg

from chairside.local.supervisor import Supervisor
from chairside.management.failing import Failed

UNTIL_READY = 60.0  # seconds


@dataclass(frozen=True, slots=True)
class Places:
    """The addresses of the demo's servers."""

    web: str
    phones: str
    intake: str


def wait_until_ready(places: Places, database: str, supervisor: Supervisor, logs: Path) -> None:
    """Wait until all of them answer, starting again what dies; raise `Failed` when one never does."""
    began = datetime.now(UTC)
    deadline = time.monotonic() + UNTIL_READY
    questions: dict[str, Callable[[], bool]] = {
        "The page of the phones": lambda: _answers(f"{places.phones}/livez"),
        "The web server": lambda: _answers(f"{places.web}/readyz"),
        "The carrier's door": lambda: _answers(f"{places.intake}/readyz"),
        "The worker": lambda: _has_beaten(database, began),
    }
    for name, is_ready in questions.items():
        while not is_ready():
            if time.monotonic() > deadline:
                raise Failed(f"{name} does not answer; the logs in {logs} say why.")
            supervisor.look_after_all()
            time.sleep(0.05)


def _answers(address: str) -> bool:
    try:
        with urllib.request.urlopen(address, timeout=2) as answer:  # noqa: S310 - our own address
            return bool(answer.status == 200)
    except (OSError, ValueError):
        return False


def _has_beaten(database: str, since: datetime) -> bool:
    try:
        with psycopg.connect(database) as connection:
            query = "SELECT FROM chairside_heartbeat WHERE name = 'worker' AND at >= %s"
            return connection.execute(query, [since]).fetchone() is not None
    except psycopg.OperationalError:
        return False
