"""Let the worker take back what an import has brought, within a day."""

from datetime import datetime

from django.db import transaction

from chairside.actions.import_runs.states import Elsewhere, begin, held
from chairside.actions.import_runs.telling import ring_import
from chairside.models import ImportRun, ImportState, User


class TooLate(Exception):
    """More than a day has passed: what the rows were before is no longer kept."""


@transaction.atomic
def undo_import(run: ImportRun, *, by: User | None, now: datetime) -> None:
    """Begin; what staff have changed since will be left as it is. Raises `TooLate` and `Elsewhere`."""
    present = held(run, {ImportState.BROUGHT, ImportState.FAILED})
    if present.brought_at is None or present.undone_at is not None:
        raise Elsewhere
    if not present.may_undo(now):
        raise TooLate
    present.undone_by = by
    present.save(update_fields=["undone_by"])
    begin(present, ImportState.UNDOING, 0)
    ring_import(present)
