"""A whole practice on this machine, as `chairside demo` runs it, with hands to break it and eyes to compare.

The carrier's own ledger is the judge: every text of a contact that was answered 204 stands in the database
exactly once, and each phone's texts in their order.
"""

from __future__ import annotations

import json
import os
import shlex
import signal
import subprocess
import sys
import threading
import time
import urllib.error
import urllib.request
from collections import defaultdict
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg

READY = "Chairside is ready: "


class Office:
    """A running demo: phones that text, processes to kill, and its database."""

    def __init__(self, data: Path) -> None:
        self.data = data
        self.start()

    def start(self) -> None:
        kept = {
            name: value for name, value in os.environ.items() if not name.startswith(("CHAIRSIDE_", "DATABASE_URL"))
        }
        command = [sys.executable, "-m", "chairside", "demo", "--port", "0", "--data", str(self.data)]
        self.process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env=kept, start_new_session=True)
        assert self.process.stdout
        assert any(line.startswith(READY) for line in self.process.stdout), "the demo did not become ready"
        # nobody reads on: the supervisor's own words must not fill the pipe
        self.reading = threading.Thread(target=self.process.stdout.read, daemon=True)
        self.reading.start()
        self.told = json.loads((self.data / "demo.json").read_text())
        self.place = self.told["locations"][0]
        lines = (line[7:].split("=", 1) for line in (self.data / "environment").read_text().splitlines())
        self.environment = {name: shlex.split(value)[0] for name, value in lines}

    def stop(self) -> None:
        self.process.send_signal(signal.SIGINT)
        self.process.wait(20)
        self.reading.join(5)
        self.process.stdout.close()

    # --- the carrier ---

    def text(self, phone: str, body: str, **more) -> int:
        """Let a phone text; gives what the practice answered (0: nothing)."""
        return self.ask(f"/sim/phones/{phone}/messages", {"to": self.place["text_number"], "body": body, **more})[
            "webhook_status"
        ]

    def faults(self, *script: dict) -> None:
        self.ask("/sim/faults", {"faults": list(script)}, "PUT")

    def ask(self, path: str, content: object = None, method: str | None = None):
        data = json.dumps(content).encode() if content is not None else None
        request = urllib.request.Request(
            self.told["simulator"] + path, data, {"Content-Type": "application/json"}, method=method
        )
        with urllib.request.urlopen(request, timeout=30) as answer:
            told = answer.read()
        return json.loads(told) if told else None

    @property
    def phones(self) -> list[str]:
        return [one["number"] for one in self.place["contacts"]]

    # --- what may break ---

    def pid_of(self, *words: str) -> int:
        """Find one of the demo's processes by words of its command line; one that was ended is soon there again."""
        return self.until(lambda: self._pid_of(*words))

    def _pid_of(self, *words: str) -> int | None:
        for pid in json.loads((self.data / "processes.json").read_text()):
            try:
                line = Path(f"/proc/{int(pid)}/cmdline").read_bytes().decode().split("\0")
            except OSError:
                continue  # one that was ended before, and is not crossed out yet
            if all(word in line for word in words):
                return int(pid)
        return None

    def kill_door(self, number: signal.Signals = signal.SIGKILL) -> None:
        os.kill(self.pid_of("chairside.management.serving", "door"), number)

    def kill_worker(self, number: signal.Signals = signal.SIGKILL) -> None:
        os.kill(self.pid_of("chairside.management.working"), number)

    def kill_database(self, number: signal.Signals = signal.SIGKILL) -> None:
        os.kill(int((self.data / "postgres" / "data" / "postmaster.pid").read_text().split()[0]), number)

    def door_answers(self) -> bool:
        """Whether the carrier's door is there (again)."""
        with urllib.request.urlopen(f"{self.told['intake']}/livez", timeout=2) as answer:
            return answer.status == 200

    # --- what came of it ---

    def rows(self, statement: str, parameters=()) -> list[tuple]:
        with psycopg.connect(self.environment["DATABASE_URL"], autocommit=True) as connection:
            return connection.execute(statement, parameters).fetchall()

    def stored(self) -> dict[str, list[str]]:
        """Give the bodies of each phone's texts, in the order of their threads."""
        found: dict[str, list[str]] = defaultdict(list)
        for number, body in self.rows(
            "SELECT thread.number, message.body FROM chairside_message AS message JOIN chairside_thread AS thread "
            "ON thread.id = message.thread_id WHERE message.direction = 'in' ORDER BY message.id"
        ):
            found[number].append(body)
        return found

    def waiting(self) -> list[Path]:
        return list((self.data / "spool").glob("*.sealed"))

    def until[Found](self, is_so: Callable[[], Found], seconds: float = 60.0) -> Found:
        """Wait until it is so, and give what was found; what is away meanwhile counts as not yet."""
        deadline = time.monotonic() + seconds
        while True:
            try:
                if found := is_so():
                    return found
            except (psycopg.Error, OSError, urllib.error.URLError):
                pass
            assert time.monotonic() < deadline, "it never was so"
            time.sleep(0.1)


class Load(threading.Thread):
    """One phone that texts without a pause; remembers what was answered."""

    def __init__(self, office: Office, phone: str, name: str) -> None:
        super().__init__(daemon=True)
        self.office, self.phone, self.prefix = office, phone, name
        self.taken: list[str] = []
        self.others: list[str] = []
        self.ended = threading.Event()

    def run(self) -> None:
        turn = 0
        while not self.ended.is_set() and turn < 5000:
            body = f"{self.prefix} {turn:05}"
            try:
                answered = self.office.text(self.phone, body)
            except OSError:
                answered = 0
            (self.taken if answered == 204 else self.others).append(body)
            turn += 1


@contextmanager
def load(office: Office, name: str) -> Iterator[list[Load]]:
    """Let every phone text for as long as the block lasts."""
    texting = [Load(office, phone, name) for phone in office.phones]
    for one in texting:
        one.start()
    try:
        yield texting
    finally:
        for one in texting:
            one.ended.set()
        for one in texting:
            one.join(40)


def assert_true_to_the_ledger(office: Office, texting: list[Load]) -> None:
    """Every acknowledged text stands exactly once, each phone's in their order; no text stands twice."""
    office.until(lambda: not office.waiting())
    office.until(lambda: all(set(one.taken) <= set(office.stored()[one.phone]) for one in texting), 30)
    stored = office.stored()
    for one in texting:
        mine = [body for body in stored[one.phone] if body.startswith(one.prefix)]
        assert len(mine) == len(set(mine)), "a text stands twice"
        acknowledged = [body for body in mine if body in set(one.taken)]
        assert acknowledged == one.taken, "acknowledged texts are lost or out of order"
        assert one.taken, "nothing was acknowledged at all"
