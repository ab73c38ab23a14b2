"""How much memory the whole demo takes at rest: python -m bench.memory

All its processes (supervisor, web, intake, worker, phones, PostgreSQL and its own), after half a minute in which
nobody does anything. Proportional set size: what processes share is counted once.
"""

from __future__ import annotations

import contextlib
import time
from collections import Counter
from pathlib import Path

from bench.running import demo, pss, tell

REST = 30.0  # seconds
MOST = 400  # megabytes


def main() -> None:
    with demo() as practice:
        time.sleep(REST)
        taken = memory_of(practice["process"])
    total = round(sum(taken.values()), 1)
    tell(bench="memory", unit="MB", **taken, total=total, most=MOST, ratio=round(total / MOST, 2))


def memory_of(process: int) -> dict[str, float]:
    """Give the megabytes of a process and all that it started, by what they are."""
    found: Counter[str] = Counter()
    for one in family(process):
        with contextlib.suppress(OSError):
            found[kind(one)] += pss(one)
    return {name: round(kilobytes / 1024, 1) for name, kilobytes in found.most_common()}


def family(process: int) -> set[int]:
    """Give a process and all its descendants."""
    parents = {}
    for path in Path("/proc").glob("[0-9]*/stat"):
        with contextlib.suppress(OSError):
            parents[int(path.parent.name)] = int(path.read_text().rsplit(")", 1)[1].split()[1])
    found = {process}
    while more := {child for child, parent in parents.items() if parent in found} - found:
        found |= more
    return found


def kind(process: int) -> str:
    """Name what a process is."""
    command = Path(f"/proc/{process}/cmdline").read_bytes().decode(errors="replace").replace("\0", " ")
    words = {
        "management.serving": "intake" if " door" in command else "web",
        "management.working": "worker",
        "chairside.simulator": "phones",
        "chairside demo": "supervisor",
    }
    return next((name for word, name in words.items() if word in command), "postgres")


if __name__ == "__main__":
    main()
