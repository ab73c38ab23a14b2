"""`chairside import` of a table: its columns by guess and by --map, a check, and the bringing."""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from rich.console import Console

from chairside.actions.import_runs.begin_import import PART, begin_import
from chairside.actions.import_runs.bring_import import bring_import
from chairside.actions.import_runs.carry_on import Carrying
from chairside.actions.import_runs.choose_columns import Unfit, choose_columns
from chairside.actions.import_runs.discard_import import discard_import
from chairside.management.failing import Failed, WrongUse
from chairside.management.importing import Asked, bar
from chairside.models import ImportKind, ImportRun, ImportState, Location
from chairside.models.import_errors import error_lines
from chairside.rules.fhir.records import BrokenFile
from chairside.rules.spreadsheets import BYTE_ORDER_MARK, csv_line
from chairside.rules.tables.columns import TARGETS, TableKind, named

MOST_TOLD = 1000
FATES = (("new", "new"), ("changed", "changed"), ("same", "as it was"), ("invalid", "kept out"))


def import_table(file: Path, asked: Asked) -> None:
    """Check the table and, unless it is a dry run, bring it."""
    place = _place(asked)
    run = _begun(file, asked, place)
    try:
        _choose(run, asked.columns)
    except (WrongUse, Unfit) as wrong:
        discard_import(run)
        how = ' Say what a column means with --map, as in --map "Chart no=Patient ID".'
        raise WrongUse(f"{wrong}{how if isinstance(wrong, Unfit) else ''}") from None
    carry(run, "Checking the file")
    _stop_if_failed(file, run)
    if not asked.dry_run:
        bring_import(run)
        carry(run, "Bringing records")
        _stop_if_failed(file, run)
    _tell(run, asked)
    if asked.errors:
        _write_errors(run, asked.errors)
    if asked.dry_run:
        discard_import(run)


def carry(run: ImportRun, words: str) -> None:
    """Carry the import on to where it waits or ends; the worker may help."""
    run.refresh_from_db()
    carrying = Carrying(run.pk)
    with bar(words) as progress:
        task = progress.add_task("import", total=None)
        while run.is_at_work:
            if not carrying.piece(datetime.now(UTC)):
                time.sleep(0.05)
            run.refresh_from_db()
            progress.update(task, completed=run.done, total=run.whole or None)


def _place(asked: Asked) -> Location:
    places = Location.objects.select_related("organization").order_by("organization__name", "name")
    if asked.organization:
        places = places.filter(organization__name=asked.organization)
    if asked.location:
        places = places.filter(name=asked.location)
    found = list(places[:20])
    if len(found) == 1:
        return found[0]
    names = ", ".join(f"{one.name} ({one.organization.name})" for one in found)
    if not found:
        raise WrongUse("There is no such location. Bring a FHIR file first, or make one with: chairside demo.")
    raise WrongUse(f"Say which location with --location, and --organization if need be: {names}.")


def _begun(file: Path, asked: Asked, place: Location) -> ImportRun:
    try:
        return begin_import(
            _parts(file),
            file_name=file.name,
            organization=place.organization,
            location=place,
            by=None,
            now=datetime.now(UTC),
            kind=ImportKind(asked.kind or TableKind.PATIENTS) if asked.kind else None,
        )
    except BrokenFile as broken:
        raise Failed(f"{file} is broken, nothing was changed: {broken}.") from None
    except OSError as error:
        raise WrongUse(f"{file} cannot be read: {error.strerror}.") from None


def _parts(file: Path) -> Iterator[bytes]:
    with file.open("rb") as stream:
        while part := stream.read(PART):
            yield part


def _choose(run: ImportRun, said: tuple[str, ...]) -> None:
    kind = TableKind(run.kind)
    columns = dict(run.columns)
    for one in said:
        target, place = _mapped(run, kind, one)
        columns = {key: other for key, other in columns.items() if other != place}
        if target:
            columns[target] = place
    choose_columns(run, kind, columns)


def _mapped(run: ImportRun, kind: TableKind, said: str) -> tuple[str, int]:
    head, sign, words = said.rpartition("=")
    heads = [one.casefold() for one in run.heads]
    if not sign or head.strip().casefold() not in heads:
        raise WrongUse(f"--map {said}: there is no such column. The columns are: {', '.join(run.heads)}.")
    place = heads.index(head.strip().casefold())
    if not words.strip():
        return "", place
    target = named(kind, words)
    if target is None:
        names = ", ".join(one.name for one in TARGETS[kind])
        raise WrongUse(f"--map {said}: a column of {kind} can mean: {names}.")
    return target.key, place


def _stop_if_failed(file: Path, run: ImportRun) -> None:
    if run.state != ImportState.FAILED:
        return
    if run.brought_at is None:
        discard_import(run)
        raise Failed(f"{file} is broken, nothing was changed: {run.fault}.")
    raise Failed(f"{run.fault}. Undo what was brought with: chairside imports undo {run.pk}")


def _tell(run: ImportRun, asked: Asked) -> None:
    problems = list(run.problems.all()[:MOST_TOLD])
    if asked.as_json:
        json.dump(_report(run, problems, asked), sys.stdout, ensure_ascii=False, indent=2)
        print()
        return
    console = Console(highlight=False)
    counts = ", ".join(f"{run.counts.get(fate, 0):,} {words}" for fate, words in FATES)
    verb = "would be brought to" if asked.dry_run else "brought to"
    console.print(f"{run.kind.capitalize()} {verb} {run.organization.name}: {counts}", soft_wrap=True, markup=False)
    for one in problems:
        column = f", {one.column}" if one.column else ""
        console.print(f"  line {one.line}{column}: {one.reason}", soft_wrap=True, markup=False)
    if (more := run.problems.count() - len(problems)) > 0:
        console.print(f"  and {more:,} more; --errors FILE writes all rows that were kept out")
    if not asked.dry_run:
        console.print(f"For a day it can be undone: chairside imports undo {run.pk}", soft_wrap=True)


def _report(run: ImportRun, problems: list[Any], asked: Asked) -> dict[str, Any]:
    return {
        "organization": run.organization.name,
        "location": run.location.name if run.location else None,
        "kind": run.kind,
        "dry_run": asked.dry_run,
        "run_id": "" if asked.dry_run else str(run.pk),
        "columns": {target: run.heads[place] for target, place in run.columns.items()},
        "counts": {fate: run.counts.get(fate, 0) for fate, _ in FATES},
        "problem_count": run.problems.count(),
        "problems": [
            {"line": one.line, "column": one.column, "reason": one.reason, "kept_out": one.kept_out} for one in problems
        ],
    }


def _write_errors(run: ImportRun, file: Path) -> None:
    try:
        with file.open("w", encoding="utf-8", newline="") as written:
            written.write(BYTE_ORDER_MARK)
            written.writelines(map(csv_line, error_lines(run)))
    except OSError as error:
        raise WrongUse(f"{file} cannot be written: {error.strerror}.") from None
