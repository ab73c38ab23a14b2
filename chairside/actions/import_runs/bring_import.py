"""Let the worker bring what was checked."""

from django.db import transaction

from chairside.actions.import_runs.states import begin, held
from chairside.actions.import_runs.telling import ring_import
from chairside.models import ImportFate, ImportRun, ImportState

TO_BRING = (ImportFate.NEW, ImportFate.CHANGED)


@transaction.atomic
def bring_import(run: ImportRun) -> None:
    """Begin; a second click finds it begun. Raises `Elsewhere`."""
    present = held(run, {ImportState.CHECKED})
    begin(present, ImportState.BRINGING, present.rows.filter(fate__in=TO_BRING).count())
    ring_import(present)
