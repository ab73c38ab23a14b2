"""Judge the rows of a table piece by piece: whom they refer to, and what bringing them would do."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence

from django.db.models import Count, Q, QuerySet

from chairside.actions.import_runs.circles import keep_out_circles, keep_out_followers, note_chains
from chairside.actions.import_runs.due_dates import note_unknown_types
from chairside.actions.import_runs.problems import problem
from chairside.actions.import_runs.read_rows import AT_ONCE
from chairside.actions.import_runs.words import OF_PATIENTS, PERSON, VISIT, Reader, known_words, says_something_new
from chairside.actions.importing.known import digest_of
from chairside.models import (
    Appointment,
    ImportFate,
    ImportKind,
    ImportProblem,
    ImportRow,
    ImportRun,
    ImportState,
    Patient,
)


def judge_piece(run: ImportRun) -> None:
    """Judge the next rows: whom they refer to, and whether they say anything new."""
    rows = list(run.rows.filter(line__gt=run.line).order_by("line")[:AT_ONCE])
    if not rows:
        if run.kind == ImportKind.PATIENTS:
            keep_out_circles(run)
            keep_out_followers(run)
            note_chains(run)
        run.counts, run.state = counted(run), ImportState.CHECKED
        return
    valid = [row for row in rows if row.fate != ImportFate.INVALID]
    valid = _keep_out_lost(run, valid)
    judge_fates(run, valid)
    if run.kind == ImportKind.PATIENTS and "recare_due" in run.columns:
        note_unknown_types(run, valid, Reader(run).words(valid))
    run.line, run.done = rows[-1].line, run.done + len(rows)


def judge_fates(run: ImportRun, rows: Sequence[ImportRow]) -> None:
    """Tell of each row whether it is new, changed or the same, as things stand now."""
    keys = [row.key for row in rows]
    here = set(_here(run, keys))
    says_news = _visits_news if run.kind == ImportKind.APPOINTMENTS else _patients_news
    fates: dict[ImportFate, list[int]] = defaultdict(list)
    for row, (said_before, news) in zip(rows, says_news(run, rows, keys), strict=True):
        if row.key not in here and not said_before:
            row.fate = ImportFate.NEW
        else:
            row.fate = ImportFate.CHANGED if news else ImportFate.SAME
        fates[ImportFate(row.fate)].append(row.pk)
    for fate, ids in fates.items():
        ImportRow.objects.filter(pk__in=ids).update(fate=fate)


def _patients_news(run: ImportRun, rows: Sequence[ImportRow], keys: Sequence[str]) -> Iterator[tuple[bool, bool]]:
    """Tell of each row whether a file has named it before, and whether it says anything new."""
    known = known_words(run.organization_id, OF_PATIENTS, keys)
    for one in Reader(run).patients(rows):
        yield (PERSON, one.person.id) in known, says_something_new(one, known)


def _visits_news(run: ImportRun, rows: Sequence[ImportRow], keys: Sequence[str]) -> Iterator[tuple[bool, bool]]:
    known = known_words(run.organization_id, [VISIT], keys)
    for one in Reader(run).visits(rows):
        yield (VISIT, one.id) in known, known.get((VISIT, one.id)) != digest_of(one)


def rows_to_bring(run: ImportRun) -> QuerySet[ImportRow]:
    """Give the rows that are still to be brought in this phase, in the file's order."""
    return run.rows.filter(line__gt=run.line, fate__in=[ImportFate.NEW, ImportFate.CHANGED]).order_by("line")


def others_have_ended_since(run: ImportRun) -> bool:
    """Whether another import of the organization was brought or undone since this file came: then judge again."""
    since = Q(brought_at__gte=run.created_at) | Q(undone_at__gte=run.created_at)
    return ImportRun.objects.filter(since, organization_id=run.organization_id).exclude(pk=run.pk).exists()


def counted(run: ImportRun) -> dict[str, int]:
    """Count the rows by their fate."""
    found = dict(run.rows.values_list("fate").annotate(Count("pk")).order_by())
    return {fate.value: found.get(fate.value, 0) for fate in ImportFate}


def _keep_out_lost(run: ImportRun, rows: Sequence[ImportRow]) -> list[ImportRow]:
    """Keep out the rows that refer to nobody; give the others."""
    wanted = {other for row in rows for other in (row.contact, row.guarantor) if other}
    found = set(
        Patient.objects.filter(organization_id=run.organization_id, external_id__in=wanted).values_list(
            "external_id", flat=True
        )
    )
    if run.kind == ImportKind.PATIENTS:
        found |= set(run.rows.filter(key__in=wanted).values_list("key", flat=True))
    lost = [row for row in rows if {row.contact, row.guarantor} - {""} - found]
    ImportRow.objects.filter(pk__in=[row.pk for row in lost]).update(fate=ImportFate.INVALID)
    ImportProblem.objects.bulk_create(_lost(run, lost, found))
    return [row for row in rows if row not in lost]


def _lost(run: ImportRun, rows: Iterable[ImportRow], found: set[str]) -> Iterator[ImportProblem]:
    for row in rows:
        if run.kind == ImportKind.APPOINTMENTS:
            reason = "no patient with this ID has been brought; bring the patients first"
            yield problem(run, row.line, "patient", reason, kept_out=True)
            continue
        for target, other in (("contact", row.contact), ("guarantor", row.guarantor)):
            if other and other not in found:
                yield problem(run, row.line, target, "nobody with this ID is in the file or here", kept_out=True)


def _here(run: ImportRun, keys: Sequence[str]) -> Iterable[str]:
    model = Appointment if run.kind == ImportKind.APPOINTMENTS else Patient
    here = model._default_manager.filter(organization_id=run.organization_id, external_id__in=keys)
    return here.values_list("external_id", flat=True)
