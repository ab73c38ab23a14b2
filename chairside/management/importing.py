"""`chairside import FILE`: a bar while it works, then what was new, changed, as it was, and every problem."""

from __future__ import annotations

import json
import sys
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from rich.console import Console
from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn
from rich.table import Table

from chairside.management.failing import Failed, WrongUse
from chairside.management.house import open_furnished_house
from chairside.rules.fhir.records import BrokenFile

if TYPE_CHECKING:
    from chairside.actions.importing.report import ImportReport

LARGEST = 512 * 1024 * 1024  # bytes


def import_records_from(file: Path, organization: str, *, as_json: bool) -> None:
    """Bring the file and tell about it; a broken file is told with its place, and nothing changes."""
    content = _content(file)
    open_furnished_house()
    from chairside.actions.import_records import import_records

    bar = Progress(
        TextColumn("Bringing records"), BarColumn(), TimeElapsedColumn(), console=Console(stderr=True), transient=True
    )
    try:
        with bar:
            task = bar.add_task("import", total=None)
            report = import_records(
                content,
                organization=organization,
                now=datetime.now(UTC),
                progress=lambda done, total: bar.update(task, completed=done, total=total),
            )
    except BrokenFile as broken:
        raise Failed(f"{file} is broken, nothing was changed: {broken}.") from None
    if as_json:
        json.dump(asdict(report), sys.stdout, ensure_ascii=False, indent=2)
        print()
    else:
        _tell(report)


def _content(file: Path) -> bytes:
    try:
        if file.stat().st_size > LARGEST:
            raise WrongUse(f"{file} is larger than {LARGEST // 2**20} MB; bring it in parts.")
        return file.read_bytes()
    except OSError as error:
        raise WrongUse(f"{file} cannot be read: {error.strerror}.") from None


def _tell(report: ImportReport) -> None:
    console = Console(highlight=False)
    table = Table(title=f"Brought to {report.organization}", title_justify="left", box=None, pad_edge=False)
    for column in ("", "new", "changed", "as it was"):
        table.add_column(column, justify="right" if column else "left")
    for kind, count in report.counts.items():
        table.add_row(kind, str(count.new), str(count.changed), str(count.unchanged))
    console.print(table)
    for kind, number in report.passed_over.items():
        console.print(f"{kind}: {number} passed over, this program keeps no such records")
    if report.problems:
        console.print(f"\n{len(report.problems)} problems; everything else was brought:")
        for problem in report.problems:
            console.print(f"  {problem.entry}: {problem.reason}", soft_wrap=True, markup=False)
