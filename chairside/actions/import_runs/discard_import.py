"""Forget a file that was not brought."""

from django.db import transaction

from chairside.actions.import_runs.states import Elsewhere
from chairside.models import ImportRun, ImportState

NOTHING_BROUGHT = {ImportState.CHOOSING, ImportState.CHECKING, ImportState.CHECKED, ImportState.FAILED}


@transaction.atomic
def discard_import(run: ImportRun) -> None:
    """Forget it with all that was kept of it. Raises `Elsewhere` when something of it was brought."""
    present = ImportRun.objects.select_for_update().filter(pk=run.pk).first()
    if present is None:
        return
    if present.state not in NOTHING_BROUGHT or present.brought_at is not None:
        raise Elsewhere
    present.delete()
