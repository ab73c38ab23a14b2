"""Set the due dates that a table of patients says, for recare types by their names."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from uuid import UUID

from chairside.actions.communications.plan_recare import replan_recare
from chairside.actions.import_runs.problems import problem
from chairside.actions.import_runs.words import RECARE, due_said
from chairside.actions.importing.known import AT_ONCE, rewrite, sort_records
from chairside.actions.importing.report import Count
from chairside.models import ImportProblem, ImportRow, ImportRun, PatientRecare, RecareType
from chairside.models.identifiers import new_id
from chairside.rules.tables.people import PatientWords

NO_SUCH_TYPE = "there is no recare type of this name; the due date is left out (Patient Communications > Recare types)"


def note_unknown_types(run: ImportRun, rows: Sequence[ImportRow], read: Sequence[PatientWords]) -> None:
    """Say of each row whose recare type nobody knows that its date will be left out."""
    known = types_of(run)
    ImportProblem.objects.bulk_create(
        problem(run, row.line, "recare_type", NO_SUCH_TYPE, kept_out=False)
        for row, one in zip(rows, read, strict=True)
        if one.due and one.due.type.casefold() not in known
    )


def set_due_dates(run: ImportRun, rows: Sequence[PatientWords], ids: Mapping[str, UUID], now: datetime) -> None:
    """Set what these rows newly say; this import's location texts about it."""
    types = types_of(run)
    known = [row for row in rows if row.id in ids and row.due and row.due.type.casefold() in types]
    said = [word for word in map(due_said, known) if word is not None]
    changes = sort_records(run.organization, RECARE, said, Count())
    news = {one.id for one in (*changes.new, *changes.changed)}
    wanted = [_row(run, row, ids[row.id], types, now) for row in known if row.id in news]
    here = PatientRecare.objects.filter(patient__in=[one.patient_id for one in wanted])
    standing = {(one.patient_id, one.type_id): one.pk for one in here}
    new = [one for one in wanted if (one.patient_id, one.type_id) not in standing]
    changed = [one for one in wanted if (one.patient_id, one.type_id) in standing]
    for one in changed:
        one.pk = standing[one.patient_id, one.type_id]
    PatientRecare.objects.bulk_create(new, batch_size=AT_ONCE)
    rewrite(changed, ["due_on", "last_on", "location", "set_at"])
    replan_recare([one.patient_id for one in wanted], now)


def types_of(run: ImportRun) -> dict[str, RecareType]:
    """Give the recare types of the organization by their names, whatever the case."""
    return {one.name.casefold(): one for one in RecareType.objects.filter(organization_id=run.organization_id)}


def _row(
    run: ImportRun, row: PatientWords, patient_id: UUID, types: Mapping[str, RecareType], now: datetime
) -> PatientRecare:  # fmt: skip
    if row.due is None or run.location_id is None:
        raise LookupError("A due date is brought for a location, from a row that says one.")
    return PatientRecare(
        id=new_id(),
        organization_id=run.organization_id,
        location_id=run.location_id,
        patient_id=patient_id,
        type=types[row.due.type.casefold()],
        due_on=row.due.due_on,
        last_on=row.due.last_on,
        set_at=now,
    )
