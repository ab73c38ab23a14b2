"""The rows of a table that were kept out, each with its problem: to be mended and brought again."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

from chairside.models.import_run import ImportFate, ImportProblem, ImportRow, ImportRun
from chairside.rules.tables.reader import PROBLEM_COLUMN

CHUNK = 500


def error_lines(run: ImportRun) -> Iterator[list[str]]:
    """Give the line of heads, then every row with its problem in a last column; memory stays that of one chunk."""
    places = [place for place, head in enumerate(run.heads) if head.casefold() != PROBLEM_COLUMN]
    yield [*(run.heads[place] for place in places), PROBLEM_COLUMN]
    line = 0
    while rows := _rows_after(run, line):
        line = rows[-1].line
        reasons = _reasons(run, rows)
        for row in rows:
            cells = [row.cells[place] if place < len(row.cells) else "" for place in places]
            yield [*cells, "; ".join(reasons[row.line])]


def _rows_after(run: ImportRun, line: int) -> list[ImportRow]:
    return list(run.rows.filter(fate=ImportFate.INVALID, line__gt=line).order_by("line")[:CHUNK])


def _reasons(run: ImportRun, rows: list[ImportRow]) -> dict[int, list[str]]:
    reasons: dict[int, list[str]] = defaultdict(list)
    for problem in ImportProblem.objects.filter(run=run, line__gte=rows[0].line, line__lte=rows[-1].line):
        reasons[problem.line].append(f"{problem.column}: {problem.reason}" if problem.column else problem.reason)
    return reasons
