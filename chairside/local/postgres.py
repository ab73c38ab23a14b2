"""A private PostgreSQL for a demo, for development and for tests: one directory, one Unix socket.

It never listens on a network address. "Running" means that a connection succeeds, never that a
file says so. PostgreSQL refuses to run as root: then it runs in a user namespace of its own.
"""

from __future__ import annotations

import contextlib
import os
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Mapping
from pathlib import Path
from urllib.parse import quote

import psycopg

from chairside.local.binaries import Binaries, NoPostgres, find_binaries
from chairside.local.children import signal_group, start
from chairside.local.leftovers import end_leftover

DATABASE = "chairside"
STARTUP = 60.0  # seconds; recovery after a crash may take its time
SHUTDOWN = 3.0  # seconds before the patience ends

SETTINGS = {
    "listen_addresses": "",
    "unix_socket_permissions": "0700",
    "shared_buffers": "64MB",
    "max_connections": "80",
    "max_wal_size": "256MB",
    "log_destination": "stderr",
    # no statement, no parameter and no detail of a row may reach the log: they are patients' words
    "log_min_error_statement": "panic",
    "log_parameter_max_length": "0",
    "log_parameter_max_length_on_error": "0",
    "log_error_verbosity": "terse",
    "log_statement": "none",
}


class PrivatePostgres:
    """One cluster in one directory, started and stopped as our own child."""

    def __init__(self, directory: Path, *, settings: Mapping[str, str] | None = None) -> None:
        self.directory = directory.resolve()
        self.data = self.directory / "data"
        self.settings = {**SETTINGS, **(settings or {})}
        self._process: subprocess.Popen[bytes] | None = None
        self._socket: Path | None = None

    @property
    def url(self) -> str:
        """The address of the database, over the socket."""
        return self._url(DATABASE)

    @property
    def pid(self) -> int | None:
        return self._process.pid if self._process else None

    def start(self) -> None:
        """Start it; a new directory is made, an old one recovers. Raises `NoPostgres`."""
        self.directory.mkdir(mode=0o700, parents=True, exist_ok=True)
        binaries = find_binaries(self.data)
        self._make(binaries)
        end_leftover(self.data)
        # socket paths end at some 107 bytes, so the socket has a short directory of its own
        self._socket = Path(tempfile.mkdtemp(prefix="chairside-"))
        with (self.directory / "postgres.log").open("ab") as log:
            self._process = start(
                [
                    *_unprivileged(),
                    binaries.program("postgres"),
                    "-D",
                    str(self.data),
                    *self._options(),
                ],
                output=log.fileno(),
                on_parents_death=signal.SIGINT,
            )
        self._wait()
        self._make_database()

    def stop(self) -> None:
        """Stop it: fast, then at once."""
        if self._process is None:
            return
        # the postmaster alone is told; it ends its own children in order
        for number in (signal.SIGINT, signal.SIGQUIT):
            self._process.send_signal(number)
            with contextlib.suppress(subprocess.TimeoutExpired):
                self._process.wait(SHUTDOWN)
                break
        else:
            signal_group(self._process, signal.SIGKILL)
            self._process.wait()
        self._process = None
        if self._socket:
            shutil.rmtree(self._socket, ignore_errors=True)

    def has_ended(self) -> bool:
        """Whether the process has ended by itself."""
        return self._process is not None and self._process.poll() is not None

    def __enter__(self) -> PrivatePostgres:
        self.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.stop()

    def _make(self, binaries: Binaries) -> None:
        if (self.data / "PG_VERSION").exists():
            return
        # made beside and then renamed: a start that was killed leaves no half of a cluster
        beside = self.directory / "data.new"
        shutil.rmtree(beside, ignore_errors=True)
        made = subprocess.run(
            [*_unprivileged(), *_initdb(binaries, beside)],
            capture_output=True,
            text=True,
            check=False,
        )
        if made.returncode:
            raise NoPostgres(f"PostgreSQL could not make its data directory: {made.stderr.strip()[-300:]}")
        beside.rename(self.data)

    def _options(self) -> list[str]:
        settings = {**self.settings, "unix_socket_directories": str(self._socket)}
        return [option for name, value in settings.items() for option in ("-c", f"{name}={value}")]

    def _wait(self) -> None:
        deadline = time.monotonic() + STARTUP
        while time.monotonic() < deadline:
            if self.has_ended():
                break
            try:
                psycopg.connect(self._url("postgres"), connect_timeout=2).close()
            except psycopg.OperationalError:
                time.sleep(0.03)
            else:
                return
        self.stop()
        raise NoPostgres(f"PostgreSQL did not start; {self.directory / 'postgres.log'} says why.")

    def _make_database(self) -> None:
        with psycopg.connect(self._url("postgres"), autocommit=True) as connection:
            known = connection.execute("SELECT FROM pg_database WHERE datname = %s", [DATABASE])
            if known.fetchone() is None:
                connection.execute("CREATE DATABASE chairside")

    def _url(self, database: str) -> str:
        return f"postgresql://chairside@{quote(str(self._socket), safe='')}/{database}"


def _initdb(binaries: Binaries, data: Path) -> list[str]:
    # the builtin provider sorts the same on every machine, but exists only since 17
    locale = (
        ["--locale-provider=builtin", "--builtin-locale=C.UTF-8", "--locale=C"]
        if binaries.major >= 17
        else ["--locale=C"]
    )
    return [
        binaries.program("initdb"), "-D", str(data), "-U", "chairside", "--encoding=UTF8",
        "--auth-local=trust", "--auth-host=reject", "--no-instructions", *locale,
    ]  # fmt: skip


def _unprivileged() -> list[str]:
    """PostgreSQL refuses root: give it a user namespace in which it is somebody else."""
    if os.geteuid() != 0:
        return []
    return ["unshare", "--user", "--map-user=1000", "--map-group=1000"]
