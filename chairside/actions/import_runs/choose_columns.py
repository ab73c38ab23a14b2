"""Say what the columns of a table mean; then it is checked."""

from collections.abc import Mapping

from django.db import transaction

from chairside.actions.import_runs.states import begin, held
from chairside.actions.import_runs.telling import ring_import
from chairside.models import ImportKind, ImportRun, ImportState
from chairside.rules.tables.columns import TableKind, missing
from chairside.rules.wording import Words, say


class Unfit(Exception):
    """No row could be read by these columns; `words` say what is missing."""

    def __init__(self, words: Words) -> None:
        super().__init__(str(words))
        self.words = words


@transaction.atomic
def choose_columns(run: ImportRun, kind: TableKind, columns: Mapping[str, int]) -> None:
    """Set them and have the file checked, anew when it was before. Raises `Unfit` and `Elsewhere`."""
    if lacking := missing(kind, columns):
        raise Unfit(say("No column is chosen for: %(names)s.", names=", ".join(one.name for one in lacking)))
    present = held(run, {ImportState.CHOOSING, ImportState.CHECKED})
    present.rows.all().delete()
    present.problems.all().delete()
    present.kind, present.columns, present.counts = ImportKind(kind), dict(columns), {}
    present.save(update_fields=["kind", "columns", "counts"])
    begin(present, ImportState.CHECKING, present.whole)
    ring_import(present)
