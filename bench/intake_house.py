"""A practice to knock at: its own PostgreSQL, the carrier's door, and pages to look at."""

from __future__ import annotations

import contextlib
import json
import os
import pickle
import secrets
import signal
import subprocess
import sys
import tempfile
import threading
import time
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from shutil import rmtree

import psycopg

from bench.running import sign_in
from chairside.local.places import ports
from chairside.local.postgres import PrivatePostgres

DOORS = int(os.environ.get("BENCH_DOORS", "2"))
"""How many intakes share the knocks, each on a port of its own: one for each processor, as docs/deploying.md says."""

AS_DEPLOYED = {"max_connections": "200", "shared_buffers": "1GB", "min_wal_size": "1GB", "max_wal_size": "2GB"}
"""PostgreSQL as docs/deploying.md sets it up."""

SEGMENTS = 60  # of its journal; 16 MB each


@dataclass
class House:
    """Where everything is."""

    data: Path
    database: str
    environment: dict[str, str]
    web: str
    door_ports: tuple[int, ...]
    view_port: int
    number: dict
    location: str

    def client(
        self, requests: list[bytes], ports: tuple[int, ...], connections: int, seconds: float, rate: float
    ) -> dict:
        order = self.data / "order"
        order.write_bytes(
            pickle.dumps(
                {
                    "requests": requests, "host": "127.0.0.1", "ports": ports, "connections": connections,
                    "seconds": seconds, "rate": rate,
                }
            )
        )  # fmt: skip
        done = subprocess.run(
            [sys.executable, "-m", "bench.knocking", str(order)], capture_output=True, text=True, check=True
        )
        return json.loads(done.stdout)

    def analyze(self) -> None:
        """Let the planner know what has been added; a practice grows more slowly than this."""
        with psycopg.connect(self.database, autocommit=True) as connection:
            connection.execute("VACUUM ANALYZE")

    @contextlib.contextmanager
    def paging(self, screens: int) -> Iterator[None]:
        """Let staff who have signed in page through the inbox, one page a second and screen."""
        ended = threading.Event()
        cookies = [sign_in(self.web, "manager") for _ in range(screens)]
        for cookie in cookies:
            self._look(cookie)  # the first page of a server takes longer, once
        looking = [threading.Thread(target=self._page, args=(ended, cookie)) for cookie in cookies]
        for one in looking:
            one.start()
        yield
        ended.set()
        for one in looking:
            one.join()

    def _page(self, ended: threading.Event, cookie: str) -> None:
        while not ended.is_set():
            self._look(cookie)

    def _look(self, cookie: str) -> None:
        for address in ("inbox/", "inbox/rows/", "inbox/rows/?view=unread"):
            request = urllib.request.Request(
                f"{self.web}/locations/{self.location}/{address}", headers={"Cookie": cookie}
            )
            urllib.request.urlopen(request, timeout=20).read()
            time.sleep(0.3)


@contextlib.contextmanager
def house() -> Iterator[House]:
    """Start it all, with 2,000 more contacts; it is gone afterwards."""
    data = Path(tempfile.mkdtemp(prefix="chairside-bench-"))
    # root's PostgreSQL may have to be another user, who must pass through
    data.chmod(0o711)
    with contextlib.ExitStack() as opened:
        opened.callback(rmtree, data, ignore_errors=True)
        postgres = opened.enter_context(PrivatePostgres(data / "postgres", settings=AS_DEPLOYED))
        web_port, view_port, first_door = ports(0)
        door_ports = (first_door, *ports(0))[:DOORS]
        web = f"http://127.0.0.1:{web_port}"
        environment = {
            **{name: value for name, value in os.environ.items() if not name.startswith("CHAIRSIDE_")},
            "DATABASE_URL": postgres.url,
            "CHAIRSIDE_SECRET_KEY": secrets.token_urlsafe(48),
            "CHAIRSIDE_PUBLIC_URL": web,
            "CHAIRSIDE_SPOOL": str(data / "spool"),
            "CHAIRSIDE_DEMO": "yes",
            "CHAIRSIDE_LOG_LEVEL": "WARNING",
        }
        run(
            "chairside.management.furnishing",
            str(data),
            web,
            web,
            f"http://127.0.0.1:{first_door}",
            environment=environment,
        )
        demo = json.loads((data / "demo.json").read_text())
        run("bench.intake_people", demo["locations"][0]["id"], environment=environment)
        season(postgres.url)
        for command in (
            ["chairside.management.serving", str(web_port)],
            *(["chairside.management.serving", str(port), "door"] for port in door_ports),
            ["bench.orm_view", str(view_port)],
        ):
            opened.callback(end, subprocess.Popen([sys.executable, "-m", *command], env=environment))
        for port in (web_port, *door_ports, view_port):
            wait_for(f"http://127.0.0.1:{port}/livez")
        yield House(
            data,
            postgres.url,
            environment,
            web,
            door_ports,
            view_port,
            demo["locations"][0],
            demo["locations"][0]["id"],
        )


def season(database: str) -> None:
    """Let the database have its journal's files, as one that has run for a day: making one anew takes 50 ms."""
    with psycopg.connect(database, autocommit=True) as connection:
        for _ in range(SEGMENTS):
            connection.execute("SELECT pg_logical_emit_message(false, 'bench', 'bench')")
            connection.execute("SELECT pg_switch_wal()")
        connection.execute("CHECKPOINT")


def run(*command: str, environment: dict[str, str]) -> None:
    subprocess.run([sys.executable, "-m", *command], env=environment, check=True)


def end(process: subprocess.Popen) -> None:
    process.send_signal(signal.SIGTERM)
    try:
        process.wait(5)
    except subprocess.TimeoutExpired:
        process.kill()


def wait_for(address: str) -> None:
    deadline = time.monotonic() + 60
    while True:
        try:
            urllib.request.urlopen(address, timeout=2).read()
        except OSError:
            if time.monotonic() > deadline:
                raise
            time.sleep(0.1)
        else:
            return
