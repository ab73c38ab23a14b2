"""Whether ten million messages are as quick as a hundred thousand: python -m bench.size [LOCATIONS …]

Fills a database of 2 locations (100,000 messages, 5,000 threads) and one of 200 (10,000,000 and 500,000), alike
location by location, and asks of each what the program asks, by its own functions: the time is that of the statements,
from the client. Then it starts the server and fetches the pages that a click fetches, over one kept connection. Both
databases are asked in turn, and of each figure the round in the middle counts: a machine that slows down for a minute
slows down both. The larger one has a quarter of the machine's memory for its buffers, as docs/deploying.md says, in
large pages where the machine has reserved as many.
"""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path

from bench.running import tell
from chairside.local.postgres import PrivatePostgres

SIZES = (2, 200)
ROUNDS = 3
# so that filling does not wait for the disk; the questions are read only
QUICK = {
    "fsync": "off",
    "synchronous_commit": "off",
    "full_page_writes": "off",
    "wal_level": "minimal",
    "max_wal_senders": "0",
    "max_wal_size": "4GB",
    "autovacuum": "off",
}
A_QUARTER = f"{os.sysconf('SC_PAGE_SIZE') * os.sysconf('SC_PHYS_PAGES') // 4 // 1024**2}MB"
ALL_OF_A_SMALL_ONE = "1GB"
BOUNDS = {
    "newest_threads": 2.0,
    "texts_of_a_thread": 2.0,
    "unread": 2.0,
    "word_common": 50.0,
    "word_rare": 50.0,
    "name": 50.0,
    "number": 50.0,
    "page_inbox": 15.0,
    "page_thread": 15.0,
}
"""Milliseconds, of the 99th in a hundred; of a page at the client, with what the server takes in the mean beside it."""

MOST_TIMES_SLOWER = 1.5
MOST_MINUTES, MOST_GIGABYTES = 10, 15


@dataclass(frozen=True, slots=True)
class Filled:
    """A database that is there, and what making it took."""

    environment: dict[str, str]
    minutes: float
    gigabytes: float


def main() -> None:
    sizes = [int(given) for given in sys.argv[1:]] or list(SIZES)
    with ExitStack() as opened:
        made = {size: opened.enter_context(filled(size, is_largest=size == sizes[-1])) for size in sizes}
        in_large = in_large_pages()
        rounds = [
            {size: sub("bench.size_asking", size, one.environment) for size, one in made.items()} for _ in range(ROUNDS)
        ]
    first_touch = {size: rounds[0][size].pop("first_touch") for size in sizes}
    in_a_row = {size: middle([one[size].pop("in_a_row") for one in rounds]) for size in sizes}
    found = {size: middle([one[size] for one in rounds]) for size in sizes}
    small, large = found[sizes[0]], found[sizes[-1]]
    slower = times_slower(small, large)
    largest = made[sizes[-1]]
    tell(
        bench="size",
        unit="ms",
        in_large_pages=in_large,
        minutes={size: one.minutes for size, one in made.items()},
        gigabytes={size: one.gigabytes for size, one in made.items()},
        first_touch=first_touch,
        sizes=found,
        in_a_row=in_a_row,
        times_slower=slower,
        times_slower_in_a_row=times_slower(in_a_row[sizes[0]], in_a_row[sizes[-1]]),
        too_slow=[name for name, bound in BOUNDS.items() if large[name]["p99"] > bound],
        too_many_times_slower=[name for name, times in slower.items() if times > MOST_TIMES_SLOWER],
        made_in_time=largest.minutes < MOST_MINUTES and largest.gigabytes < MOST_GIGABYTES,
    )


def times_slower(small: dict, large: dict) -> dict[str, float]:
    """Give how many times as long the larger one takes for what both were asked."""
    return {name: round(large[name]["p50"] / max(small[name]["p50"], 0.01), 2) for name in BOUNDS if name in small}


def middle(rounds: Sequence[dict]) -> dict:
    """Give of each figure the round whose median is in the middle."""
    return {
        name: sorted((one[name] for one in rounds), key=lambda figures: figures["p50"])[len(rounds) // 2]
        for name in rounds[0]
    }


@contextmanager
def filled(locations: int, *, is_largest: bool) -> Iterator[Filled]:
    """Make a database of this size, and let it go in the end."""
    with tempfile.TemporaryDirectory(prefix="chairside-size-") as directory:
        place = Path(directory)
        buffers = A_QUARTER if is_largest else ALL_OF_A_SMALL_ONE
        with PrivatePostgres(place / "postgres", settings={**QUICK, "shared_buffers": buffers}) as postgres:
            environment = {
                **{name: value for name, value in os.environ.items() if not name.startswith("CHAIRSIDE_")},
                "DATABASE_URL": postgres.url,
                "CHAIRSIDE_SECRET_KEY": "only for measuring, never for patients",
                "CHAIRSIDE_SPOOL": str(place / "spool"),
                "CHAIRSIDE_PUBLIC_URL": f"http://127.0.0.1:{free_port()}",
            }
            began = time.perf_counter()
            sub("bench.size_making", locations, environment)
            minutes = round((time.perf_counter() - began) / 60, 2)
            size = sum(path.stat().st_size for path in place.rglob("*") if path.is_file())
            yield Filled(environment, minutes, round(size / 1024**3, 2))


def in_large_pages() -> bool:
    """Whether any large page is taken: here that is the database, which says it itself only from PostgreSQL 17 on."""
    told = Path("/proc/meminfo")
    pages = dict(re.findall(r"HugePages_(\w+):\s+(\d+)", told.read_text())) if told.exists() else {}
    return pages.get("Total", "0") != pages.get("Free", "0") or pages.get("Rsvd", "0") != "0"


def sub(module: str, locations: int, environment: dict[str, str]) -> dict:
    """Run a part in a process of its own, since each database needs its own settings; give what it tells last."""
    done = subprocess.run(
        [sys.executable, "-m", module, str(locations)], env=environment, stdout=subprocess.PIPE, text=True, check=True
    )
    return json.loads(done.stdout.splitlines()[-1])


def free_port() -> int:
    import socket

    with socket.create_server(("127.0.0.1", 0)) as listener:
        return int(listener.getsockname()[1])


if __name__ == "__main__":
    main()
