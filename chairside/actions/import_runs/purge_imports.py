"""Forget after a day what imports have kept: files, rows, problems, and images of what they changed."""

from datetime import datetime
from functools import reduce
from operator import or_
from uuid import UUID

from django.db import transaction
from django.db.models import Exists, OuterRef, Q

from chairside.models import (
    ImportChange,
    ImportPart,
    ImportProblem,
    ImportRow,
    ImportRun,
)
from chairside.models.import_run import AT_WORK, KEPT_FOR, WAITS_FOR_A_PERSON, ImportState

KEPT = (ImportChange, ImportRow, ImportProblem, ImportPart)


def purge_imports(now: datetime) -> int:
    """Forget what is older than a day; what stays is who brought which file when, and how much. Gives how many."""
    old = now - KEPT_FOR
    done = Q(brought_at__lt=old) | Q(brought_at__isnull=True, created_at__lt=old)
    runs = ImportRun.objects.filter(done).exclude(state__in=AT_WORK)
    of_it = [Exists(kept.objects.filter(run=OuterRef("pk"))) for kept in KEPT]
    forgotten = list(runs.filter(reduce(or_, of_it)).values_list("pk", flat=True))
    for run_id in forgotten:
        _forget(run_id)
    return len(forgotten)


@transaction.atomic
def _forget(run_id: UUID) -> None:
    run = ImportRun.objects.select_for_update().get(pk=run_id)
    forget_what_was_kept(run)
    if run.state in WAITS_FOR_A_PERSON or (run.state == ImportState.FAILED and run.brought_at is None):
        run.delete()


def forget_what_was_kept(run: ImportRun) -> None:
    """Delete everything that holds data of patients."""
    for kept in KEPT:
        kept.objects.filter(run=run).delete()
