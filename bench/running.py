"""A demo of one's own to measure, and the few sums that every program needs."""

from __future__ import annotations

import contextlib
import http.cookiejar
import json
import os
import re
import signal
import subprocess
import sys
import tempfile
import urllib.parse
import urllib.request
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from shutil import rmtree
from typing import Any

READY = "Chairside is ready: "


@contextmanager
def demo() -> Iterator[dict[str, Any]]:
    """Run the demo on free ports; gives the content of its demo.json."""
    data = Path(tempfile.mkdtemp(prefix="chairside-bench-"))
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("CHAIRSIDE_", "DATABASE_URL"))}
    process = subprocess.Popen(
        [sys.executable, "-m", "chairside", "demo", "--port", "0", "--data", str(data)],
        stdout=subprocess.PIPE,
        text=True,
        env=kept,
        start_new_session=True,
    )
    if process.stdout is None or not any(line.startswith(READY) for line in process.stdout):
        raise SystemExit("The demo did not become ready.")
    try:
        yield json.loads((data / "demo.json").read_text()) | {"data": str(data), "process": process.pid}
    finally:
        process.send_signal(signal.SIGINT)
        process.wait(10)
        process.stdout.close()
        rmtree(data, ignore_errors=True)


def sign_in(web: str, username: str) -> str:
    """Sign in as a browser does; gives the Cookie header."""
    jar = http.cookiejar.CookieJar()
    opener = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(jar))
    page = opener.open(f"{web}/sign-in/").read().decode()
    token = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', page)
    if token is None:
        raise SystemExit("The sign-in page has no form.")
    form = {"csrfmiddlewaretoken": token[1], "login": username, "password": "chairside-demo"}
    opener.open(f"{web}/sign-in/", urllib.parse.urlencode(form).encode()).read()
    return "; ".join(f"{cookie.name}={cookie.value}" for cookie in jar)


def server_of(web: str) -> int:
    """Give the process that serves the pages of a running demo."""
    port = str(urllib.parse.urlsplit(web).port)
    for path in Path("/proc").glob("[0-9]*/cmdline"):
        with contextlib.suppress(OSError):
            if path.read_bytes().split(b"\0")[2:4] == [b"chairside.management.serving", port.encode()]:
                return int(path.parent.name)
    raise SystemExit("The demo's server was not found.")


def pss(process: int) -> int:
    """Give the kilobytes of a process, shared pages by their share."""
    rollup = Path(f"/proc/{process}/smaps_rollup").read_text()
    return int(re.search(r"^Pss:\s+(\d+)", rollup, re.MULTILINE)[1])  # type: ignore[index]


def cpu(process: int) -> float:
    """Give the milliseconds of processor time that a process has taken."""
    fields = Path(f"/proc/{process}/stat").read_text().rsplit(")", 1)[1].split()
    return (int(fields[11]) + int(fields[12])) * 1000 / os.sysconf("SC_CLK_TCK")


def spread(values: Sequence[float]) -> dict[str, float]:
    """Give the median, the 99th of a hundred, and the worst."""
    ordered = sorted(values)
    return {
        "p50": round(ordered[len(ordered) // 2], 2),
        "p99": round(ordered[min(len(ordered) - 1, int(len(ordered) * 0.99))], 2),
        "max": round(ordered[-1], 2),
    }


def tell(**figures: Any) -> None:
    """Print the last line."""
    print(json.dumps(figures))
