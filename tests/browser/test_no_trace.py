"""A stranger's text leaves no byte behind: database files, write-ahead log, drafts, logs."""

import re
import time
import urllib.error
import urllib.request
import uuid
from pathlib import Path

import psycopg
import pytest

pytestmark = pytest.mark.browser

# the simulator stands for the world outside: it may remember what it carried
OUTSIDE = "simulator"


def holding(data: Path, canary: bytes) -> list[str]:
    """Name the files below that hold the canary."""
    files = [path for path in data.rglob("*") if path.is_file() and OUTSIDE not in path.relative_to(data).parts]
    return [str(path.relative_to(data)) for path in files if canary in path.read_bytes()]


def checkpoint(practice) -> None:
    """Bring everything that PostgreSQL still holds in memory to its files."""
    with psycopg.connect(practice.environment()["DATABASE_URL"], autocommit=True) as connection:
        connection.execute("SELECT pg_switch_wal()")
        connection.execute("CHECKPOINT")


def test_a_strangers_text_is_nowhere(practice):
    canary, number = f"CANARY{uuid.uuid4().hex}", "+13125550188"
    body = f"My secret is {canary}"
    assert practice.text(number, body) == 204
    forged = urllib.request.Request(
        practice.downtown["webhook_urls"]["messages"], f"Body={canary}&From=%2B13125550188".encode()
    )
    with pytest.raises(urllib.error.HTTPError, match="403"):
        urllib.request.urlopen(forged)
    time.sleep(0.5)
    checkpoint(practice)
    assert holding(practice.data, canary.encode()) == []
    assert holding(practice.data, number.encode()) == []


def test_the_search_finds_what_is_kept(practice):
    canary = f"KEPT{uuid.uuid4().hex}"
    practice.text("+13125550109", canary)
    checkpoint(practice)
    found = holding(practice.data, canary.encode())
    assert found
    assert all(name.startswith("postgres/data/") for name in found)


def test_no_log_tells_a_name_a_number_or_a_text(practice):
    practice.text("+13125550109", "LOGCANARY what a day")
    time.sleep(0.3)
    logs = [*practice.data.glob("logs/*.log"), *practice.data.glob("postgres/*.log")]
    told = "".join(path.read_text(errors="replace") for path in logs)
    assert logs
    assert "LOGCANARY" not in told
    assert "Raman" not in told
    assert not re.search(r"55501\d\d", told)
