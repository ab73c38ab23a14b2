"""End a PostgreSQL that outlived the demo which started it."""

import contextlib
import os
import signal
import subprocess
import time
from pathlib import Path

PATIENCE = 5.0  # seconds for each, the polite and the impolite way


def end_leftover(data: Path) -> None:
    """End the server that still works on this data directory, if there is one, by its id.

    The file only gives the id; that the process really is a PostgreSQL on this directory is
    looked up, since ids are used again.
    """
    try:
        pid = int((data / "postmaster.pid").read_text().split("\n", 1)[0])
    except (OSError, ValueError):
        return
    for number in (signal.SIGINT, signal.SIGQUIT, signal.SIGKILL):
        if not _works_on(pid, data):
            break
        with contextlib.suppress(ProcessLookupError):
            os.kill(pid, number)
        _wait_for_end(pid)
    if not _works_on(pid, data):
        (data / "postmaster.pid").unlink(missing_ok=True)


def _works_on(pid: int, data: Path) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return False
    command = _command_line(pid)
    return "postgres" in command and str(data) in command


def _command_line(pid: int) -> str:
    proc = Path(f"/proc/{pid}/cmdline")
    if proc.exists():
        return proc.read_bytes().replace(b"\0", b" ").decode(errors="replace")
    listed = subprocess.run(["ps", "-o", "command=", "-p", str(pid)], capture_output=True, text=True, check=False)
    return listed.stdout


def _wait_for_end(pid: int) -> None:
    deadline = time.monotonic() + PATIENCE
    while time.monotonic() < deadline:
        try:
            os.kill(pid, 0)
        except ProcessLookupError:
            return
        time.sleep(0.05)
