"""Take hold of an import while it stands where it has to stand."""

from collections.abc import Collection

from chairside.models import ImportRun, ImportState


class Elsewhere(Exception):
    """The import stands elsewhere by now: another click, or the worker, was faster. Nothing was changed."""


def held(run: ImportRun, states: Collection[ImportState]) -> ImportRun:
    """Give the import as it is now, locked. Raises `Elsewhere`."""
    present = ImportRun.objects.select_for_update().filter(pk=run.pk).first()
    if present is None or present.state not in states:
        raise Elsewhere
    return present


def begin(run: ImportRun, state: ImportState, whole: int) -> None:
    """Let the worker carry the import on from the beginning of this state."""
    run.state, run.phase, run.line, run.done, run.whole, run.fault = state, 0, 0, 0, whole, ""
    run.save(update_fields=["state", "phase", "line", "done", "whole", "fault"])
