"""Read a table piece by piece: keep each row as it is, with what is wrong with it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice

from chairside.actions.import_runs.problems import problem
from chairside.actions.import_runs.statistics import look_anew
from chairside.actions.import_runs.words import Reader
from chairside.models import ImportFate, ImportKind, ImportProblem, ImportRow, ImportRun
from chairside.rules.fhir.records import AppointmentRecord
from chairside.rules.tables.people import SELF, PatientRow
from chairside.rules.tables.reader import Form, Row, fault_of, rows_of
from chairside.rules.tables.row import Trouble

AT_ONCE = 500
READING, JUDGING = 0, 1


@dataclass(slots=True)
class Open:
    """An open file: where it is, so that the next piece need not begin at its beginning."""

    rows: Iterator[Row]
    line: int = 0

    @classmethod
    def at(cls, run: ImportRun, before: Open | None) -> Open:
        """Give the file open behind the last line that was done."""
        if before is not None and before.line == run.line:
            return before
        found = cls(rows_of(run.parts, _form(run)))
        while found.line < run.line and (row := next(found.rows, None)):
            found.line = row.line
        return found

    def take(self) -> list[Row]:
        rows = list(islice(self.rows, AT_ONCE))
        self.line = rows[-1].line if rows else self.line
        return rows


def read_piece(run: ImportRun, file: Open) -> None:
    """Read the next rows, and keep them with what is wrong with each."""
    rows = file.take()
    if not rows:
        look_anew(ImportRow)
        run.phase, run.line, run.done, run.whole = JUDGING, 0, 0, run.rows.count()
        return
    kept = [_read(run, row) for row in rows]
    _keep_out_twins(run, kept)
    ImportRow.objects.bulk_create(one.row for one in kept)
    ImportProblem.objects.bulk_create(_problem(run, trouble, one) for one in kept for trouble in one.troubles)
    run.line, run.done = rows[-1].line, run.done + len(rows)
    run.whole = max(run.whole, run.done)


@dataclass(slots=True)
class _Kept:
    row: ImportRow
    troubles: Sequence[Trouble]


def _read(run: ImportRun, row: Row) -> _Kept:
    if fault := fault_of(row, _form(run)):
        return _Kept(_row(run, row, ""), [Trouble(row.line, "", fault)])
    reader = Reader(run)
    cells = row.cells[: len(run.heads)]
    if run.kind == ImportKind.APPOINTMENTS:
        visit = reader.visit(row.line, cells)
        if isinstance(visit, AppointmentRecord):
            return _Kept(_row(run, row, visit.id, contact=visit.patient_id, fate=ImportFate.NEW), ())
        return _Kept(_row(run, row, ""), visit)
    one = reader.patient(row.line, cells)
    if isinstance(one, PatientRow):
        contact, guarantor = ("" if other == SELF else other for other in (one.words.contact, one.words.guarantor))
        kept = _row(run, row, one.person.id, contact=contact, guarantor=guarantor, fate=ImportFate.NEW)
        return _Kept(kept, one.notes)
    return _Kept(_row(run, row, _own(run, row)), one)


def _row(run: ImportRun, row: Row, key: str, **more: str) -> ImportRow:
    cells = [cell.replace("\0", "") for cell in row.cells]
    more.setdefault("fate", ImportFate.INVALID)
    return ImportRow(organization_id=run.organization_id, run=run, line=row.line, key=key[:200], cells=cells, **more)


def _own(run: ImportRun, row: Row) -> str:
    """Give the ID of a row that is kept out: others may refer to it."""
    place = run.columns.get("id")
    return row.cells[place][:100] if place is not None else ""


def _problem(run: ImportRun, trouble: Trouble, kept: _Kept) -> ImportProblem:
    return ImportProblem(
        organization_id=run.organization_id,
        run=run,
        line=trouble.line,
        column=trouble.column[:200],
        reason=trouble.reason[:300],
        kept_out=kept.row.fate == ImportFate.INVALID,
    )


def _keep_out_twins(run: ImportRun, kept: Sequence[_Kept]) -> None:
    """An ID that stands twice is brought once: nobody knows which of the rows counts."""
    keys = [one.row.key for one in kept if one.row.key]
    lines = dict(run.rows.filter(key__in=keys).order_by("-line").values_list("key", "line"))
    for one in kept:
        key = one.row.key
        if key and key in lines:
            one.row.fate = ImportFate.INVALID
            reason = f"the ID stands in line {lines[key]} already"
            made = problem(run, one.row.line, "id", reason, kept_out=True)
            one.troubles = [*one.troubles, Trouble(made.line, made.column, reason)]
            # others refer to the first
            one.row.key = ""
        elif key:
            lines[key] = one.row.line


def _form(run: ImportRun) -> Form:
    return Form(run.form["encoding"], run.form["delimiter"], run.heads)
