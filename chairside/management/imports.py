"""`chairside imports`: which files were brought, and their undoing."""

from __future__ import annotations

import json as json_format
import sys
from datetime import UTC, datetime
from typing import Annotated
from uuid import UUID

import typer

from chairside.management.failing import Failed, WrongUse
from chairside.management.house import open_furnished_house

app = typer.Typer(help="Look after what was brought from files.", no_args_is_help=True)
Json = Annotated[bool, typer.Option("--json", help="Answer in JSON, for scripts.")]


@app.command("list")
def list_imports(json: Json = False) -> None:
    """List the imports of all organizations, the newest first."""
    open_furnished_house()
    from chairside.models import ImportRun

    runs = ImportRun.objects.select_related("organization").order_by("-created_at")[:100]
    lines = [
        {
            "run_id": str(run.pk),
            "organization": run.organization.name,
            "kind": run.kind,
            "state": run.state,
            "created_at": run.created_at.isoformat(timespec="seconds"),
            "counts": run.counts,
        }
        for run in runs
    ]
    if json:
        json_format.dump(lines, sys.stdout, ensure_ascii=False, indent=2)
        print()
        return
    for line in lines:
        print(line["run_id"], line["created_at"], line["state"], line["kind"], line["organization"])
    if not lines:
        print("Nothing was brought yet. Bring a file with: chairside import FILE")


@app.command()
def undo(
    run: Annotated[str, typer.Argument(help="The import's id, as `chairside imports list` tells it.")],
    json: Json = False,
) -> None:
    """Undo an import of the last day; what staff have changed or used since is left as it is."""
    open_furnished_house()
    from chairside.actions.import_runs.states import Elsewhere
    from chairside.actions.import_runs.undo_import import TooLate, undo_import
    from chairside.management.importing_tables import carry
    from chairside.models import ImportRun, ImportState

    try:
        found = ImportRun.objects.get(pk=UUID(run))
    except (ValueError, ImportRun.DoesNotExist):
        raise WrongUse("There is no such import. Look with: chairside imports list") from None
    try:
        undo_import(found, by=None, now=datetime.now(UTC))
    except TooLate:
        raise Failed("More than a day has passed; this import can no longer be undone.") from None
    except Elsewhere:
        raise Failed(f"There is nothing to undo: the import stands at “{found.state}”.") from None
    carry(found, "Undoing")
    if found.state != ImportState.UNDONE:
        raise Failed(f"{found.fault}.")
    counts = {name: found.counts.get(name, 0) for name in ("removed", "restored", "left")}
    if json:
        json_format.dump({"run_id": run, **counts, "left_patients": found.left}, sys.stdout, indent=2)
        print()
        return
    print(
        f"Undone: {counts['removed']:,} removed, {counts['restored']:,} as before, {counts['left']:,} left as they are."
    )
    for patient in found.left:
        print(f"  left, since it was changed or used: patient {patient}")
