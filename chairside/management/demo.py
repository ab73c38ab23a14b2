"""`chairside demo`: a running practice on this machine, until Ctrl-C."""

from __future__ import annotations

import contextlib
import json
import os
import secrets
import signal
import subprocess
import sys
import time
from pathlib import Path
from urllib.parse import quote

from rich.console import Console
from rich.table import Table

from chairside.local.binaries import NoPostgres
from chairside.local.leftovers import end_postgres, end_remembered
from chairside.local.places import WrongPlace, empty, ports, prepare
from chairside.local.postgres import PrivatePostgres
from chairside.local.supervisor import Program, Supervisor
from chairside.management.failing import Failed, WrongUse
from chairside.management.furnishing import DEMO_FILE, NUMBERS_FILE
from chairside.management.readiness import Places, wait_until_ready

# not by way of the command line: three programs start on two processors, and its packages take their time
PYTHON = (sys.executable, "-m")
ENDINGS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
EMAILS = "emails"
console = Console(highlight=False, soft_wrap=True)


def run_demo(port: int, data: Path, *, fresh: bool) -> None:
    """Start everything, say where it is, and keep it running until told to end."""
    for number in ENDINGS:  # a shell that starts us in the background would have SIGINT ignored
        signal.signal(number, _end_once)
    try:
        with contextlib.ExitStack() as opened:
            _run(opened, port, data, fresh=fresh)
    except (WrongPlace, NoPostgres) as wrong:
        raise WrongUse(str(wrong)) from None
    except KeyboardInterrupt:
        console.print("Ended. The practice is kept; the next start opens it again.")


def _run(opened: contextlib.ExitStack, port: int, data: Path, *, fresh: bool) -> None:
    opened.enter_context(prepare(data))
    record = data / "processes.json"
    end_remembered(record)  # they may still hold our ports
    web_port, phones_port, intake_port = ports(port)
    if fresh:
        console.print("Forgetting the old practice …")
        end_postgres(data / "postgres" / "data")
        empty(data)
    places = Places(*(f"http://127.0.0.1:{one}" for one in (web_port, phones_port, intake_port)))
    postgres = PrivatePostgres(data / "postgres")
    opened.callback(postgres.stop)
    console.print("Starting PostgreSQL …")
    postgres.start()
    environment = _environment(data, postgres.url, places)
    console.print("Opening the practice …")
    _furnish(data, places, environment)
    supervisor = Supervisor(_programs(data, (web_port, phones_port, intake_port), environment), _say, record)
    opened.callback(supervisor.stop)
    supervisor.start()
    wait_until_ready(places, postgres.url, supervisor, data / "logs")
    _introduce(data, places)
    _keep(supervisor, postgres)


def _environment(data: Path, database: str, places: Places) -> dict[str, str]:
    return {
        **os.environ,
        "DATABASE_URL": database,
        "CHAIRSIDE_SECRET_KEY": _secret(data / "secret_key"),
        "CHAIRSIDE_PUBLIC_URL": places.web,
        "CHAIRSIDE_ALLOWED_HOSTS": "localhost",
        "CHAIRSIDE_CARRIER_URL": places.phones,
        "CHAIRSIDE_SPOOL": str(data / "spool"),
        "CHAIRSIDE_DEMO": "yes",
        "CHAIRSIDE_MAIL": f"file://{quote(str(data / EMAILS))}",
        "CHAIRSIDE_LOG_LEVEL": os.environ.get("CHAIRSIDE_LOG_LEVEL", "INFO"),
        "PYTHONUNBUFFERED": "1",
    }


def _secret(path: Path) -> str:
    if not path.exists():
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        with os.fdopen(descriptor, "w") as file:
            file.write(secrets.token_urlsafe(48))
    return path.read_text().strip()


def _furnish(data: Path, places: Places, environment: dict[str, str]) -> None:
    done = subprocess.run(
        [*PYTHON, "chairside.management.furnishing", str(data), places.web, places.phones, places.intake],
        env=environment,
        capture_output=True,
        text=True,
        check=False,
        start_new_session=True,
    )
    if done.returncode:
        raise Failed(f"The practice could not be opened:\n{done.stderr.strip()[-2000:]}")


def _programs(data: Path, chosen: tuple[int, int, int], environment: dict[str, str]) -> list[Program]:
    web_port, phones_port, intake_port = chosen
    logs = data / "logs"
    logs.mkdir(mode=0o700, exist_ok=True)
    commands = {
        "simulator": [
            *PYTHON, "chairside.simulator", "--port", str(phones_port), "--data", str(data / "simulator"),
            "--numbers", str(data / NUMBERS_FILE),
        ],
        "web": [*PYTHON, "chairside.management.serving", str(web_port)],
        "intake": [*PYTHON, "chairside.management.serving", str(intake_port), "door"],
        "worker": [*PYTHON, "chairside.management.working"],
    }  # fmt: skip
    return [Program(name, command, environment, logs / f"{name}.log") for name, command in commands.items()]


def _introduce(data: Path, places: Places) -> None:
    demo = json.loads((data / DEMO_FILE).read_text())
    table = Table(box=None, pad_edge=False, header_style="bold")
    for column in ("Sign in as", "Password", "Role", "At"):
        table.add_column(column)
    for one in demo["sign_ins"]:
        where = f"{one['organization']}: {', '.join(one['locations'])}"
        table.add_row(one["username"], one["password"], one["role"], where)
    console.print()
    console.print(f"The inbox      [bold]{places.web}[/bold]")
    console.print(f"The phones     [bold]{places.phones}[/bold]")
    console.print(f"The emails     {data / EMAILS} (files: nothing is mailed)")
    console.print(f"For scripts    {data / DEMO_FILE}")
    console.print()
    console.print(table)
    console.print()
    console.print("Ctrl-C ends it; the practice is kept.")
    # scripts wait for exactly this line
    print(f"Chairside is ready: {places.web}", flush=True)


def _keep(supervisor: Supervisor, postgres: PrivatePostgres) -> None:
    while True:
        if postgres.has_ended():
            _say("PostgreSQL has ended; starting it again.")
            postgres.start()
        supervisor.look_after_all()
        time.sleep(0.2)


def _say(line: str) -> None:
    console.print(line, markup=False)


def _end_once(*_: object) -> None:
    for number in ENDINGS:  # whoever is impatient must not stop the ending halfway
        signal.signal(number, signal.SIG_IGN)
    raise KeyboardInterrupt
