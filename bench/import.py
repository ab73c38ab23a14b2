"""How long 20,000 patients take to be brought, and how much memory: python -m bench.import [rows ...]

A table of patients is made (three in ten are children with another row as contact, two phones each) and brought by
`chairside import` into the demo, as an operator does: kept, checked, brought, undone. The worker may take pieces
too. Peak memory is that of the command, which must not grow with the table: 2,000, 20,000 and 100,000 rows.
"""

from __future__ import annotations

import csv
import json
import os
import random
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

from bench.running import demo, tell

SIZES = (2_000, 20_000, 100_000)
HEADS = ("Patient ID", "First name", "Last name", "Birth date", "Status", "Mobile phone", "Home phone", "Email",
         "Primary contact", "Primary guarantor", "Text ok")  # fmt: skip
FIRST = ("Ana", "Ben", "Carla", "Diego", "Emma", "Farid", "Grace", "Hugo", "Iris", "José", "Kim", "Lena", "Max", "Nora")
LAST = (
    "Adams",
    "Brandt",
    "Castillo",
    "Dávila",
    "Evans",
    "Fischer",
    "Garza",
    "Haddad",
    "Ito",
    "Jones",
    "Kowalski",
    "Lee",
)


def main() -> None:
    figures = {}
    for size in [int(word) for word in sys.argv[1:]] or SIZES:
        with demo() as practice, tempfile.TemporaryDirectory() as folder:
            file = Path(folder) / "patients.csv"
            write_table(file, size)
            brought = run(practice, "import", str(file), "--location", practice["locations"][0]["name"])
            again = run(practice, "import", str(file), "--location", practice["locations"][0]["name"])
            undone = run(practice, "imports", "undo", brought["answer"]["run_id"])
            figures[str(size)] = {
                "bring_s": brought["seconds"],
                "again_s": again["seconds"],
                "undo_s": undone["seconds"],
                "peak_mb": brought["peak_mb"],
                "new": brought["answer"]["counts"]["new"],
                "same_again": again["answer"]["counts"]["same"],
                "removed": undone["answer"]["removed"],
            }
    tell(bench="import", unit="s and MB", **figures)


def write_table(file: Path, size: int) -> None:
    chance = random.Random(size)
    with file.open("w", newline="", encoding="utf-8") as written:
        rows = csv.writer(written)
        rows.writerow(HEADS)
        for number in range(1, size + 1):
            rows.writerow(row(number, chance))


def row(number: int, chance: random.Random) -> list[str]:
    is_child = number % 10 in {3, 6, 9}
    contact = f"P{number - number % 10 + 1}" if is_child else ""
    phone = "" if is_child else f"(312) {200 + number % 700:03d}-{number * 7 % 10_000:04d}"
    born = f"{chance.randint(1, 12)}/{chance.randint(1, 28)}/{2015 if is_child else 1970 + number % 30}"
    name = (chance.choice(FIRST), chance.choice(LAST))
    home = f"(773) {200 + number % 700:03d}-{number * 3 % 10_000:04d}" if number % 2 else ""
    return [f"P{number}", *name, born, "Active", phone, home, f"p{number}@example.com", contact, contact, "Yes"]


def run(practice: dict[str, Any], *words: str) -> dict[str, Any]:
    """Run the command on the demo's database; give its answer, its time and its peak memory."""
    began = time.perf_counter()
    process = subprocess.Popen(
        [sys.executable, "-m", "chairside", *words, "--json"],
        stdout=subprocess.PIPE,
        text=True,
        env=settings_of(practice),
    )
    said = process.stdout.read() if process.stdout else ""
    _, status, usage = os.wait4(process.pid, 0)
    if status:
        raise SystemExit(f"chairside {words[0]} ended with {status}.")
    return {
        "answer": json.loads(said),
        "seconds": round(time.perf_counter() - began, 1),
        "peak_mb": round(usage.ru_maxrss / 1024),
    }


def settings_of(practice: dict[str, Any]) -> dict[str, str]:
    """Give the settings of the demo's own processes, read from one of them."""
    for path in Path("/proc").glob("[0-9]*/environ"):
        try:
            pairs = dict(pair.split("=", 1) for pair in path.read_bytes().decode().split("\0") if "=" in pair)
        except (OSError, ValueError):
            continue
        if pairs.get("CHAIRSIDE_PUBLIC_URL") == practice["web"] and "DATABASE_URL" in pairs:
            return pairs
    raise SystemExit("The demo's processes were not found.")


if __name__ == "__main__":
    main()
