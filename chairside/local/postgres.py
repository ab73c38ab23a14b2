"""A private PostgreSQL for a demo, for development and for tests: one directory, one Unix socket.

It never listens on a network address. "Running" means that a connection succeeds, never that a
file says so.
"""

from __future__ import annotations

import contextlib
import os
import signal
import subprocess
import time
from collections.abc import Mapping
from pathlib import Path
from urllib.parse import quote

import psycopg

from chairside.local.binaries import Binaries, NoPostgres, find_binaries
from chairside.local.children import signal_group, start
from chairside.local.cluster import OWNER, make_cluster
from chairside.local.leftovers import end_postgres
from chairside.local.sockets import remove_socket_directory, replace_socket_directory
from chairside.local.unprivileged import Runner, find_runner

DATABASE = "chairside"
STARTUP = 60.0  # seconds; recovery after a crash may take its time
ATTEMPTS = 6  # the children of a server that was killed need a moment to let its memory go
PAUSE = 0.5  # seconds between attempts
ENDS = ((signal.SIGINT, 2.0), (signal.SIGQUIT, 0.7))  # fast, then at once; seconds of patience for each

SETTINGS = {
    "listen_addresses": "",
    "unix_socket_permissions": "0700",
    "shared_buffers": "64MB",
    "max_connections": "80",
    "max_wal_size": "256MB",
    # short questions only: compiling one costs more than it ever saves
    "jit": "off",
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
        self.log = self.directory / "postgres.log"
        self.settings = {**SETTINGS, **(settings or {})}
        self._process: subprocess.Popen[bytes] | None = None
        self._socket: Path | None = None

    @property
    def url(self) -> str:
        """The address of the database, over the socket; the same after a second `start`."""
        return self._url(DATABASE)

    @property
    def pid(self) -> int | None:
        """The id of the server's first process."""
        return self._process.pid if self._process else None

    def start(self) -> None:
        """Start it; a new directory is made, an old one recovers. Raises `NoPostgres`.

        After it has ended by itself, this starts it again under the same address.
        """
        self.directory.mkdir(mode=0o700, parents=True, exist_ok=True)
        binaries = find_binaries(self.data)
        runner = find_runner(self.directory)
        end_postgres(self.data)
        make_cluster(binaries, self.data, runner)
        self._make_socket_directory(runner)
        self._launch(binaries, runner)
        self._make_database()

    def stop(self) -> None:
        """Stop it: fast, then at once, then for good. Harmless to repeat."""
        if self._process is not None:
            self._end(self._process)
            self._process = None
        if self._socket is not None:
            remove_socket_directory(self.directory / "socket")
            self._socket = None

    def has_ended(self) -> bool:
        """Whether the process has ended by itself."""
        return self._process is not None and self._process.poll() is not None

    def __enter__(self) -> PrivatePostgres:
        self.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.stop()

    def _make_socket_directory(self, runner: Runner) -> None:
        if self._socket is None:
            self._socket = replace_socket_directory(self.directory / "socket")
        if runner.user is not None and runner.group is not None:
            os.chown(self._socket, runner.user, runner.group)

    def _launch(self, binaries: Binaries, runner: Runner) -> None:
        for _ in range(ATTEMPTS):
            with self.log.open("ab") as log:
                self._process = start(
                    [*runner.prefix, binaries.program("postgres"), "-D", str(self.data), *self._options()],
                    output=log.fileno(),
                    user=runner.user,
                    group=runner.group,
                    on_parents_death=signal.SIGINT,
                )
            if self._answers_in_time():
                return
            if not self.has_ended():
                break
            time.sleep(PAUSE)
        self.stop()
        raise NoPostgres(f"PostgreSQL did not start; {self.log} says why.")

    def _options(self) -> list[str]:
        settings = {**self.settings, "unix_socket_directories": str(self._socket)}
        return [option for name, value in settings.items() for option in ("-c", f"{name}={value}")]

    def _answers_in_time(self) -> bool:
        deadline = time.monotonic() + STARTUP
        while time.monotonic() < deadline and not self.has_ended():
            try:
                psycopg.connect(self._url("postgres"), connect_timeout=2).close()
            except psycopg.OperationalError:
                time.sleep(0.03)
            else:
                return True
        return False

    def _make_database(self) -> None:
        with psycopg.connect(self._url("postgres"), autocommit=True) as connection:
            known = connection.execute("SELECT FROM pg_database WHERE datname = %s", [DATABASE])
            if known.fetchone() is None:
                connection.execute("CREATE DATABASE chairside")

    def _end(self, process: subprocess.Popen[bytes]) -> None:
        # the first process alone is told; it ends its own children in order
        for number, patience in ENDS:
            process.send_signal(number)
            with contextlib.suppress(subprocess.TimeoutExpired):
                process.wait(patience)
                return
        signal_group(process, signal.SIGKILL)
        process.wait()

    def _url(self, database: str) -> str:
        return f"postgresql://{OWNER}@{quote(str(self._socket), safe='')}/{database}"
