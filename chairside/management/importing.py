"""`chairside import FILE`: a bar while it works, then what was new, changed, as it was, and every problem."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from rich.console import Console
from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn
from rich.table import Table

from chairside.management.failing import Failed, WrongUse
from chairside.management.house import open_furnished_house
from chairside.rules.fhir.records import BrokenFile
from chairside.rules.tables.encodings import LOOKED_AT, looks_like_fhir

if TYPE_CHECKING:
    from chairside.actions.importing.report import ImportReport

LARGEST = 512 * 1024 * 1024  # bytes
KINDS = ("patients", "appointments", "fhir")


@dataclass(frozen=True, slots=True)
class Asked:
    """What the operator has said besides the file."""

    organization: str
    location: str
    kind: str
    columns: tuple[str, ...]
    dry_run: bool
    errors: Path | None
    as_json: bool


def import_file_as_asked(file: Path, asked: Asked) -> None:
    """Bring the file and tell about it; a broken file is told with its place, and nothing changes."""
    if asked.kind and asked.kind not in KINDS:
        raise WrongUse(f"There is no kind “{asked.kind}”. The kinds are: {', '.join(KINDS)}.")
    if asked.kind == "fhir" or (not asked.kind and looks_like_fhir(_beginning(file))):
        _import_fhir(file, asked)
        return
    _beginning(file)
    open_furnished_house()
    from chairside.management.importing_tables import import_table

    import_table(file, asked)


@contextmanager
def bar(words: str) -> Iterator[Progress]:
    """Show a bar on standard error while it works."""
    with Progress(
        TextColumn(words), BarColumn(), TimeElapsedColumn(), console=Console(stderr=True), transient=True
    ) as progress:
        yield progress


def _import_fhir(file: Path, asked: Asked) -> None:
    if asked.columns or asked.location or asked.errors:
        raise WrongUse("--map, --location and --errors are for tables (CSV); FHIR names its own places.")
    content = _content(file)
    open_furnished_house()
    from chairside.actions.import_records import import_records

    try:
        with bar("Bringing records") as progress:
            task = progress.add_task("import", total=None)
            report = import_records(
                content,
                organization=asked.organization,
                now=datetime.now(UTC),
                progress=lambda done, total: progress.update(task, completed=done, total=total),
                file_name=file.name,
                dry_run=asked.dry_run,
            )
    except BrokenFile as broken:
        raise Failed(f"{file} is broken, nothing was changed: {broken}.") from None
    if asked.as_json:
        json.dump(asdict(report), sys.stdout, ensure_ascii=False, indent=2)
        print()
    else:
        _tell(report, asked)


def _beginning(file: Path) -> bytes:
    try:
        with file.open("rb") as stream:
            return stream.read(LOOKED_AT)
    except OSError as error:
        raise WrongUse(f"{file} cannot be read: {error.strerror}.") from None


def _content(file: Path) -> bytes:
    try:
        if file.stat().st_size > LARGEST:
            raise WrongUse(f"{file} is larger than {LARGEST // 2**20} MB; bring it in parts.")
        return file.read_bytes()
    except OSError as error:
        raise WrongUse(f"{file} cannot be read: {error.strerror}.") from None


def _tell(report: ImportReport, asked: Asked) -> None:
    console = Console(highlight=False)
    title = f"Would be brought to {report.organization}" if asked.dry_run else f"Brought to {report.organization}"
    table = Table(title=title, title_justify="left", box=None, pad_edge=False)
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
    if report.run_id:
        console.print(f"\nFor a day it can be undone: chairside imports undo {report.run_id}", soft_wrap=True)
