"""End what outlived the demo that started it: a PostgreSQL, or programs.

A file only gives ids; that a process really is the one meant is looked up, since ids are used again.
"""

import contextlib
import json
import os
import signal
import subprocess
import time
from collections.abc import Callable, Iterable
from pathlib import Path

PATIENCE = 3.0  # seconds for each way of asking


def end_postgres(data: Path) -> None:
    """End the server that still works on this data directory, if there is one."""
    try:
        pid = int((data / "postmaster.pid").read_text().partition("\n")[0])
    except (OSError, ValueError):
        return
    _end(pid, lambda: _works_on(pid, data), (signal.SIGINT, signal.SIGQUIT, signal.SIGKILL))
    if born(pid) is not None and not _works_on(pid, data):
        # somebody else has its id now, which PostgreSQL would take for itself still running;
        # in every other case the file stays: it guards the memory that its children may still use
        (data / "postmaster.pid").unlink(missing_ok=True)


def remember(record: Path, pids: Iterable[int]) -> None:
    """Write down which processes run, for a next start after a sudden death."""
    beside = record.with_suffix(".new")
    beside.write_text(json.dumps({str(pid): born(pid) for pid in pids}))
    beside.replace(record)


def end_remembered(record: Path) -> None:
    """End those processes of the record that still run, with all that they started."""
    try:
        remembered = dict(json.loads(record.read_text()))
    except (OSError, ValueError, TypeError):
        return
    for pid, moment in remembered.items():
        if moment is not None:
            _end_group(int(pid), moment)
    record.unlink(missing_ok=True)


def born(pid: int) -> str | None:
    """Give the moment at which a living process began, in the machine's own words; None when none lives."""
    try:
        # after the name, which may hold anything: state first, and the moment as the twentieth
        words = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    except OSError:
        return None if Path("/proc/self").exists() else _ask_ps(pid, "lstart=")
    return None if words[0] in "ZX" else words[19]


def _end_group(pid: int, moment: str) -> None:
    def group(number: int) -> None:
        with contextlib.suppress(ProcessLookupError, PermissionError):
            os.killpg(pid, number)

    _end(pid, lambda: born(pid) == moment, (signal.SIGTERM, signal.SIGKILL), group)


def _end(
    pid: int,
    is_there: Callable[[], bool],
    ways: Iterable[signal.Signals],
    tell: Callable[[int], None] | None = None,
) -> None:
    for number in ways:
        if not is_there():
            return
        with contextlib.suppress(ProcessLookupError, PermissionError):
            tell(number) if tell else os.kill(pid, number)
        deadline = time.monotonic() + PATIENCE
        while is_there() and time.monotonic() < deadline:
            time.sleep(0.03)


def _works_on(pid: int, data: Path) -> bool:
    """Whether the process is a PostgreSQL whose place is this directory, whatever it was called before."""
    if born(pid) is None:
        return False
    if not Path("/proc/self").exists():
        return f"-D {data} " in (_ask_ps(pid, "command=") or "")
    try:
        called = Path(f"/proc/{pid}/cmdline").read_bytes()
        return b"postgres" in called and Path(f"/proc/{pid}/cwd").samefile(data)
    except OSError:
        return False


def _ask_ps(pid: int, what: str) -> str | None:
    listed = subprocess.run(["ps", "-o", what, "-p", str(pid)], capture_output=True, text=True, check=False)
    return listed.stdout.strip() or None
