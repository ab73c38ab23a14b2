"""Do the next piece of an import: what the worker does again and again until there is nothing left to do.

A piece and its progress are one transaction: killed half way it is as if it had never begun, and whoever comes
next does it again. A lock of that same transaction lets only one at a time, and goes with it.
"""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.db import DataError, IntegrityError, connection, transaction

from chairside.actions.import_runs.bring_appointments import bring_appointments_piece
from chairside.actions.import_runs.bring_patients import bring_patients_piece
from chairside.actions.import_runs.judge_rows import counted, judge_piece
from chairside.actions.import_runs.read_rows import JUDGING, Open, read_piece
from chairside.actions.import_runs.telling import ring_import, write_down
from chairside.actions.import_runs.undoing import undo_everything
from chairside.actions.import_runs.whole_file import bring_whole_file, check_whole_file
from chairside.models import ImportFate, ImportKind, ImportPart, ImportRun, ImportState
from chairside.models.import_run import AT_WORK
from chairside.rules.fhir.records import BrokenFile

COULD_NOT = "a record could not be written; nothing after line %d was brought"
PROGRESS = ["state", "phase", "line", "done", "whole", "counts", "left", "brought_at", "undone_at"]


def import_at_work() -> UUID | None:
    """Give the import that is to be carried on first, if any."""
    at_work = ImportRun.objects.filter(state__in=AT_WORK).order_by("created_at")
    return at_work.values_list("pk", flat=True).first()


class Carrying:
    """One process's work at one import; it keeps the file open from piece to piece."""

    def __init__(self, run_id: UUID) -> None:
        self.run_id = run_id
        self._open: Open | None = None

    def piece(self, now: datetime) -> bool:
        """Do the next piece; give whether there was one, and nobody else at it."""
        try:
            with transaction.atomic():
                run = self._taken()
                if run is None:
                    return False
                self._do(run, now)
                run.save(update_fields=PROGRESS)
                ring_import(run)
        except BrokenFile as broken:
            self._fail(str(broken), now)
        except (DataError, IntegrityError):
            self._fail("", now)
        return True

    def _taken(self) -> ImportRun | None:
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_try_advisory_xact_lock(hashtextextended(%s, 0))", [f"import {self.run_id}"])
            [free] = cursor.fetchone()
        runs = ImportRun.objects.select_related("organization", "location", "by", "undone_by")
        return runs.filter(pk=self.run_id, state__in=AT_WORK).first() if free else None

    def _do(self, run: ImportRun, now: datetime) -> None:
        if run.state == ImportState.UNDOING:
            undo_everything(run, now)
        elif run.state == ImportState.CHECKING:
            self._check(run, now)
        elif self._bring(run, now):
            _end(run, now)

    def _check(self, run: ImportRun, now: datetime) -> None:
        if run.kind == ImportKind.FHIR:
            check_whole_file(run, now)
        elif run.phase == JUDGING:
            judge_piece(run)
        else:
            self._open = Open.at(run, self._open)
            read_piece(run, self._open)

    def _bring(self, run: ImportRun, now: datetime) -> bool:
        if run.kind == ImportKind.FHIR:
            bring_whole_file(run, now)
            return True
        if run.kind == ImportKind.PATIENTS:
            return bring_patients_piece(run, now)
        return bring_appointments_piece(run, now)

    @transaction.atomic
    def _fail(self, fault: str, now: datetime) -> None:
        run = self._taken()
        if run is None:
            return
        if run.state == ImportState.UNDOING:
            # somebody has just now made use of what was to be taken back: the next try sees it
            run.state, run.fault = ImportState.BROUGHT, "it could not be undone at this moment; try again"
        elif run.state == ImportState.BRINGING:
            run.state, run.fault, run.brought_at = ImportState.FAILED, fault or COULD_NOT % run.line, now
        else:
            run.state, run.fault = ImportState.FAILED, fault or COULD_NOT % 0
        run.save(update_fields=["state", "fault", "brought_at"])
        ring_import(run)


def _end(run: ImportRun, now: datetime) -> None:
    """Note the end; what the file held is no longer needed, but for the rows to be mended."""
    if run.is_table:
        run.counts = counted(run)
    run.state, run.brought_at = ImportState.BROUGHT, now
    run.rows.exclude(fate=ImportFate.INVALID).delete()
    ImportPart.objects.filter(run=run).delete()
    counts = {fate.value: run.counts[fate.value] for fate in ImportFate if run.counts.get(fate.value)}
    write_down(run, "brought records from a file", {"kind": run.kind, **counts}, by=run.by, now=now)
