"""Keep a few processes running, and end them all together."""

from __future__ import annotations

import contextlib
import signal
import subprocess
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from chairside.local.children import signal_group, start
from chairside.local.leftovers import end_remembered, remember

PATIENCE = 2.0  # seconds between the polite and the impolite end
SHORTEST_PAUSE = 0.5  # seconds before a process that died is started again
LONGEST_PAUSE = 10.0


@dataclass
class Program:
    """A process to keep: its command, what it needs, and where it writes its log."""

    name: str
    command: Sequence[str]
    environment: Mapping[str, str]
    log: Path
    process: subprocess.Popen[bytes] | None = None
    pause: float = SHORTEST_PAUSE
    started: float = 0.0
    due: float = field(default=0.0)


class Supervisor:
    """Starts programs, starts them again when they die, ends them on request.

    `record` is a file of its own, in which it keeps what runs: should it be killed, the next one
    ends what is left before it starts anything.
    """

    def __init__(self, programs: Sequence[Program], say: Callable[[str], None], record: Path) -> None:
        self.programs = list(programs)
        self.say = say
        self.record = record

    def start(self) -> None:
        """Start every program."""
        end_remembered(self.record)
        for program in self.programs:
            self._start(program)

    def look_after_all(self) -> None:
        """Start again what has died; to be called a few times a second."""
        for program in self.programs:
            self._look_after(program)

    def stop(self) -> None:
        """End all programs with everything that they started: politely, then not."""
        running = [program.process for program in self.programs if program.process]
        for process in running:
            signal_group(process, signal.SIGTERM)
        deadline = time.monotonic() + PATIENCE
        for process in running:
            with contextlib.suppress(subprocess.TimeoutExpired):
                process.wait(max(0.0, deadline - time.monotonic()))
        for process in running:
            signal_group(process, signal.SIGKILL)
            process.wait()
        self.record.unlink(missing_ok=True)

    def _start(self, program: Program) -> None:
        with program.log.open("ab") as log:
            program.process = start(program.command, environment=program.environment, output=log.fileno())
        program.started = time.monotonic()
        program.due = 0.0
        remember(self.record, [one.process.pid for one in self.programs if one.process])

    def _look_after(self, program: Program) -> None:
        now = time.monotonic()
        if program.process is not None and program.process.poll() is None:
            if now - program.started > LONGEST_PAUSE:
                program.pause = SHORTEST_PAUSE
            return
        if not program.due:
            if program.process is not None:
                signal_group(program.process, signal.SIGKILL)  # what it may have left behind
            self.say(f"{program.name} has ended; starting it again. Its log: {program.log}")
            program.due = now + program.pause
            program.pause = min(program.pause * 2, LONGEST_PAUSE)
        elif now >= program.due:
            self._start(program)
