"""Take back what an import has brought: rows go back to what they were, or go; what is in use since stays.

Everything happens in one transaction of a few set-based statements over a table of fates: each changed row
as it was before the import and after it. A row stays when it is no longer as the import left it, when a row
of the same record stays, or when a row that stays refers to it. What the ledger of consent says stays said:
its lines are added, never changed.
"""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.db import connection

from chairside.actions.import_runs.fates import (
    FATES,
    SETTLE,
    TABLES,
    blocks,
    changed_since,
    columns_of,
    drop_what_the_program_made,
)
from chairside.actions.import_runs.purge_imports import forget_what_was_kept
from chairside.actions.import_runs.telling import ring_patients, ring_schedule, tell_aside, write_down
from chairside.live.bell import ring
from chairside.live.changes import Change, Kind
from chairside.models import ImportRun, ImportState, Patient, Thread

STEPS = 4
MOST_TOLD = 500


def undo_everything(run: ImportRun, now: datetime) -> None:
    """Take it back; the import then says how many records were restored, removed and left."""
    _gather(run)
    tell_aside(run, 1, STEPS)
    _judge(run)
    tell_aside(run, 2, STEPS)
    counts = _counts()
    changed = _records(kept=False)
    run.left = [str(one) for one in _records(kept=True)[:MOST_TOLD]]
    run.counts = {**run.counts, **counts}
    _take_back()
    tell_aside(run, 3, STEPS)
    forget_what_was_kept(run)
    run.state, run.undone_at = ImportState.UNDONE, now
    _ring(run, changed)
    write_down(
        run, "undid an import", {name: count for name, count in counts.items() if count}, by=run.undone_by, now=now
    )


def _gather(run: ImportRun) -> None:
    values = {"run": str(run.pk), "organization": str(run.organization_id)}
    for statement in FATES:
        _execute(statement, values)


def _judge(run: ImportRun) -> None:
    for table in TABLES:
        _execute(changed_since(table))
    while sum(_execute(statement) for statement in (*SETTLE, *blocks())):
        pass


def _take_back() -> None:
    for statement in drop_what_the_program_made():
        _execute(statement)
    for table in reversed(TABLES):
        _execute(
            f"DELETE FROM {table} AS row USING import_fate AS fate "  # noqa: S608 - names of our own tables
            f"WHERE fate.\"table\" = '{table}' AND NOT fate.kept AND fate.before IS NULL AND row.id = fate.row_id"
        )
    for table in TABLES:
        names = columns_of(table)
        _execute(
            f"UPDATE {table} AS row SET {', '.join(f'{name} = was.{name}' for name in names)} "  # noqa: S608
            f"FROM import_fate AS fate, jsonb_populate_record(NULL::{table}, fate.before) AS was "
            f"WHERE fate.\"table\" = '{table}' AND NOT fate.kept AND fate.before IS NOT NULL "
            "AND fate.after IS NOT NULL AND row.id = fate.row_id"
        )
        _execute(
            f"INSERT INTO {table} ({', '.join(names)}) SELECT {', '.join(f'was.{name}' for name in names)} "  # noqa: S608
            f"FROM import_fate AS fate, jsonb_populate_record(NULL::{table}, fate.before) AS was "
            f"WHERE fate.\"table\" = '{table}' AND NOT fate.kept AND fate.after IS NULL"
        )


def _counts() -> dict[str, int]:
    """Count whole records, patients and visits: a phone or a digest is nothing that people count."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FILTER (WHERE NOT kept AND before IS NOT NULL), "
            "count(*) FILTER (WHERE NOT kept AND before IS NULL), count(*) FILTER (WHERE kept) "
            "FROM import_fate WHERE \"table\" IN ('chairside_patient', 'chairside_appointment')"
        )
        restored, removed, left = cursor.fetchone()
    return {"restored": restored, "removed": removed, "left": left}


def _records(*, kept: bool) -> list[UUID]:
    """Give the patients that were left as they are, or restored; of a visit its patient."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT DISTINCT CASE WHEN \"table\" = 'chairside_patient' THEN row_id "
            "ELSE (coalesce(after, before) ->> 'patient_id')::uuid END FROM import_fate "
            "WHERE kept = %s AND (kept OR before IS NOT NULL) "
            "AND \"table\" IN ('chairside_patient', 'chairside_appointment')",
            [kept],
        )
        return sorted(one for (one,) in cursor.fetchall())


def _ring(run: ImportRun, patients: list[UUID]) -> None:
    ring_schedule(run)
    ring_patients(run.organization_id, patients)
    people = Patient.objects.filter(pk__in=patients).values("primary_contact_id")
    talks = Thread.objects.filter(contact_id__in=people).values_list("pk", "location_id")
    ring(Change(Kind.THREAD, location_id, pk) for pk, location_id in talks)


def _execute(statement: str, values: dict[str, str] | None = None) -> int:
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        return int(cursor.rowcount)
