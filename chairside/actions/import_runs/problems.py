"""What is wrong with a row, with its line and the column as the file calls it."""

from chairside.models import ImportProblem, ImportRun


def problem(run: ImportRun, line: int, target: str, reason: str, *, kept_out: bool) -> ImportProblem:
    """Make a problem that names the column as the file does."""
    place = run.columns.get(target)
    column = run.heads[place] if place is not None else target
    return ImportProblem(
        organization_id=run.organization_id,
        run=run,
        line=line,
        column=column[:200],
        reason=reason[:300],
        kept_out=kept_out,
    )
