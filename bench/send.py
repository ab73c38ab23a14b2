"""How many texts a second one worker brings from the queue to the carrier's acceptance: python -m bench.send

Twice: with a carrier that answers at once, and with one that takes 50 ms (50 calls at once can do 1,000 a
second then). Pacing is off; every text is asked about at the gate again, its attempt committed before the call
and settled after it, on a PostgreSQL that flushes every commit. Beside it stands what the same HTTP client does
with the same requests and nothing else, on the same processors: the ratio to that is the last figure.
"""

from __future__ import annotations

import asyncio
import contextlib
import json
import os
import secrets
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from shutil import rmtree

import aiohttp
import psycopg

from bench.intake_house import end, run
from bench.running import tell
from chairside.local.places import ports
from chairside.local.postgres import PrivatePostgres

TEXTS = {0.0: 20_000, 0.05: 6_000}
AT_ONCE = 50
TICKS = os.sysconf("SC_CLK_TCK")

# as many contacts as texts: one text of a pair is under way at a time
PEOPLE = """
INSERT INTO chairside_patient (id, organization_id, given_name, family_name, status, text_messages,
    primary_contact_id, primary_guarantor_id{columns})
SELECT id, %(organization)s, 'Bench', 'Number', 'active', true, id, id{values}
FROM (SELECT gen_random_uuid() AS id FROM generate_series(1, %(count)s)) AS new
"""
PHONES = """
INSERT INTO chairside_phone (organization_id, patient_id, position, type, number{columns})
SELECT organization_id, id, 0, 'mobile', '+1773' || lpad((row_number() OVER ())::text, 7, '2'){values}
FROM chairside_patient WHERE given_name = 'Bench'
"""
THREADS = """
INSERT INTO chairside_thread (id, organization_id, location_id, contact_id, number, created_at{columns})
SELECT gen_random_uuid(), phone.organization_id, %(location)s, phone.patient_id, phone.number, now(){values}
FROM chairside_phone AS phone JOIN chairside_patient AS patient ON patient.id = phone.patient_id
WHERE patient.given_name = 'Bench'
"""
MESSAGES = """
INSERT INTO chairside_message (id, organization_id, location_id, thread_id, direction, body, at, status, status_at,
    sent_by_id{columns})
SELECT gen_random_uuid(), organization_id, location_id, id, 'out',
    'Your crown is back from the lab. Does 3 pm suit you?', now(), 'queued', now(), %(user)s{values}
FROM chairside_thread WHERE contact_id IN (SELECT id FROM chairside_patient WHERE given_name = 'Bench')
LIMIT %(count)s
"""
QUEUE = """
INSERT INTO chairside_queuedmessage (message_id, organization_id, lane, from_number, to_number, due_at,
    expires_at, tries)
SELECT message.id, message.organization_id, 1, %(ours)s, thread.number, now(), now() + interval '1 hour', 0
FROM chairside_message AS message JOIN chairside_thread AS thread ON thread.id = message.thread_id
WHERE message.body LIKE 'Your crown is back%%' AND NOT EXISTS (
    SELECT FROM chairside_attempt AS attempt WHERE attempt.message_id = message.id)
"""
ACCEPTED = """
SELECT count(*), max(settled_at) - min(started_at) FROM chairside_attempt
WHERE outcome = 'accepted' AND started_at >= %s
"""


def main() -> None:
    with practice() as house:
        measured = {pause: send(house, pause) for pause in TEXTS}
        bare = {pause: bare_posts(pause) for pause in TEXTS}
    tell(
        bench="send",
        at_once=measured[0.0],
        after_50_ms=measured[0.05],
        bare_client_at_once=bare[0.0],
        bare_client_after_50_ms=bare[0.05],
        ratio_to_bare_client_at_once=round(measured[0.0]["per_second"] / bare[0.0]["per_second"], 2),
        ratio_to_bare_client_after_50_ms=round(measured[0.05]["per_second"] / bare[0.05]["per_second"], 2),
    )


@dataclass
class House:
    """The practice's database, and what its processes must know."""

    database: psycopg.Connection
    environment: dict[str, str]
    facts: dict[str, object]


@contextlib.contextmanager
def practice() -> Iterator[House]:
    """Make a practice with contacts enough, gone afterwards."""
    data = Path(tempfile.mkdtemp(prefix="chairside-bench-"))
    data.chmod(0o711)
    with contextlib.ExitStack() as opened:
        opened.callback(rmtree, data, ignore_errors=True)
        postgres = opened.enter_context(PrivatePostgres(data / "postgres"))
        web = "http://127.0.0.1:8000"
        environment = {
            **{name: value for name, value in os.environ.items() if not name.startswith("CHAIRSIDE_")},
            "DATABASE_URL": postgres.url,
            "CHAIRSIDE_SECRET_KEY": secrets.token_urlsafe(48),
            "CHAIRSIDE_PUBLIC_URL": web,
            "CHAIRSIDE_SPOOL": str(data / "spool"),
            "CHAIRSIDE_LOG_LEVEL": "WARNING",
        }
        run("chairside.management.furnishing", str(data), web, web, web, environment=environment)
        location = json.loads((data / "demo.json").read_text())["locations"][0]
        database = opened.enter_context(psycopg.connect(postgres.url, autocommit=True))
        yield House(database, environment, furnish(database, location))


def furnish(database: psycopg.Connection, location: dict) -> dict[str, object]:
    """Make as many contacts, threads and messages as there are texts to send."""
    row = database.execute("SELECT organization_id FROM chairside_location WHERE id = %s", [location["id"]]).fetchone()
    user = database.execute("SELECT id FROM chairside_user WHERE username = 'manager'").fetchone()
    if row is None or user is None:
        raise SystemExit("The practice has nobody.")
    count = sum(TEXTS.values())
    facts = {
        "organization": row[0],
        "location": location["id"],
        "user": user[0],
        "count": count,
        "ours": location["text_number"],
    }
    for table, statement in (("patient", PEOPLE), ("phone", PHONES), ("thread", THREADS), ("message", MESSAGES)):
        columns, values = needed(database, table, statement)
        database.execute(statement.format(columns=columns, values=values), facts)
    database.execute("UPDATE chairside_textnumber SET segments_per_second = NULL, segments_per_day = NULL")
    database.execute("VACUUM ANALYZE")
    return facts


def needed(database: psycopg.Connection, table: str, statement: str) -> tuple[str, str]:
    """Give the columns that must have a value and are not named, with an empty one of their type."""
    empty = {"boolean": "false", "uuid": "gen_random_uuid()", "jsonb": "'[]'", "ARRAY": "'{}'"}
    rows = database.execute(
        "SELECT column_name, data_type FROM information_schema.columns WHERE table_name = %s AND is_nullable = 'NO'"
        " AND column_default IS NULL AND is_identity = 'NO' AND is_generated = 'NEVER'",
        [f"chairside_{table}"],
    ).fetchall()
    named = statement[: statement.index(")")]
    missing = [(name, empty.get(kind, "''" if "char" in kind or kind == "text" else "0")) for name, kind in rows
               if name not in named.translate(str.maketrans("({,", "   ")).split()]  # fmt: skip
    return "".join(f", {name}" for name, _ in missing), "".join(f", {value}" for _, value in missing)


def send(house: House, pause: float) -> dict:
    """Queue the texts, start one worker, and wait until the carrier has accepted all of them."""
    (port,) = ports(0)[:1]
    with stub(port, pause):
        house.database.execute(QUEUE + f" LIMIT {TEXTS[pause]}", house.facts)
        house.database.execute("VACUUM ANALYZE chairside_queuedmessage")
        begun = house.database.execute("SELECT now()").fetchone()
        environment = {**house.environment, "CHAIRSIDE_CARRIER_URL": f"http://127.0.0.1:{port}"}
        worker = subprocess.Popen([sys.executable, "-m", "chairside.management.working"], env=environment)
        deadline = time.monotonic() + 120
        used = 0.0
        while True:
            accepted, took = house.database.execute(ACCEPTED, begun).fetchone()  # type: ignore[misc]
            if accepted and not used:
                used = processor_seconds(worker.pid)
            if accepted >= TEXTS[pause]:
                break
            if time.monotonic() > deadline:
                raise SystemExit(f"Only {accepted} texts were accepted.")
            time.sleep(0.1)
        used = processor_seconds(worker.pid) - used
        end(worker)
    seconds = took.total_seconds()
    return {
        "texts": TEXTS[pause],
        "per_second": round(TEXTS[pause] / seconds),
        "worker_cpu_microseconds_per_text": round(used / TEXTS[pause] * 1e6),
    }


@contextlib.contextmanager
def stub(port: int, pause: float) -> Iterator[None]:
    """Run the carrier."""
    process = subprocess.Popen([sys.executable, "-m", "bench.carrier_stub", str(port), str(pause)])
    time.sleep(1)
    try:
        yield
    finally:
        end(process)


def processor_seconds(pid: int) -> float:
    """Give the processor time that a process has used."""
    fields = Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()
    return (int(fields[11]) + int(fields[12])) / TICKS


def bare_posts(pause: float) -> dict:
    """Post the same form with the same client, and do nothing else."""
    (port,) = ports(0)[:1]
    with stub(port, pause):
        took = asyncio.run(_post(port, TEXTS[pause]))
    return {"per_second": round(TEXTS[pause] / took)}


async def _post(port: int, count: int) -> float:
    form = {
        "To": "+17732222222", "From": "+13125550190", "Body": "Your crown is back from the lab. Does 3 pm suit you?",
        "StatusCallback": "http://127.0.0.1:8000/hooks/" + "x" * 32 + "/status/" + "y" * 32,
    }  # fmt: skip
    left = iter(range(count))
    async with aiohttp.ClientSession() as session:

        async def call() -> None:
            for _ in left:
                async with session.post(
                    f"http://127.0.0.1:{port}/2010-04-01/Accounts/AC1/Messages.json", data=form
                ) as answer:
                    json.loads(await answer.read())

        began = time.monotonic()
        await asyncio.gather(*(call() for _ in range(AT_ONCE)))
        return time.monotonic() - began


if __name__ == "__main__":
    main()
