"""Take in a file: keep it, and guess what it holds and what its columns mean."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict
from datetime import datetime

from django.db import transaction

from chairside.actions.import_runs.states import begin
from chairside.models import (
    ImportKind,
    ImportPart,
    ImportRun,
    ImportState,
    Location,
    Organization,
    User,
)
from chairside.rules.fhir.records import BrokenFile
from chairside.rules.tables.columns import TableKind, guess, guess_kind
from chairside.rules.tables.encodings import beginning, looks_like_fhir
from chairside.rules.tables.reader import PROBLEM_COLUMN, Form, form_of

PART = 1024 * 1024
LARGEST = 100 * PART


@transaction.atomic
def begin_import(
    parts: Iterable[bytes],
    *,
    file_name: str,
    organization: Organization,
    location: Location,
    by: User | None,
    now: datetime,
    kind: ImportKind | None = None,
) -> ImportRun:
    """Keep the file; `kind` None guesses it. A table waits for its columns, FHIR is checked at once.

    Raises `BrokenFile` when it can be nothing that is brought; then nothing is kept.
    """
    run = ImportRun.objects.create(
        organization=organization,
        location=location,
        by=by,
        file_name=plain_name(file_name),
        kind=kind or ImportKind.FHIR,
        state=ImportState.CHOOSING,
        created_at=now,
    )
    run.whole = _keep(run, parts)
    if kind is ImportKind.FHIR or (kind is None and looks_like_fhir(beginning(run.parts))):
        begin(run, ImportState.CHECKING, 0)
        return run
    form = form_of(run.parts)
    run.kind = kind or ImportKind(guess_kind(form.heads))
    run.form = asdict(form)
    run.columns = _as_before(run, form) or guess(TableKind(run.kind), form.heads)
    run.save(update_fields=["kind", "form", "columns", "whole"])
    return run


def plain_name(name: str) -> str:
    """Give the file's own name, without its folder and what no database keeps."""
    return name.replace("\0", "").replace("\\", "/").rpartition("/")[2].strip()[:200] or "file"


def _keep(run: ImportRun, parts: Iterable[bytes]) -> int:
    """Keep the file in parts; give the number of its lines, about."""
    size = lines = 0
    for position, part in enumerate(_of_one_size(parts)):
        size += len(part)
        lines += part.count(b"\n")
        if size > LARGEST:
            raise BrokenFile(f"the file is larger than {LARGEST // PART} MB; bring it in several files")
        ImportPart.objects.create(organization_id=run.organization_id, run=run, position=position, content=part)
    if not size:
        raise BrokenFile("the file is empty")
    return max(lines, 1)


def _of_one_size(parts: Iterable[bytes]) -> Iterable[bytes]:
    rest = b""
    for part in parts:
        rest += part
        while len(rest) >= PART:
            yield rest[:PART]
            rest = rest[PART:]
    if rest:
        yield rest


def _as_before(run: ImportRun, form: Form) -> dict[str, int]:
    """Give the columns by which the newest table with the same heads was brought: a mended file comes with them."""
    heads = _without_problem(form.heads)
    earlier = ImportRun.objects.filter(organization_id=run.organization_id, kind=run.kind, brought_at__isnull=False)
    for one in earlier.exclude(form={})[:20]:
        if _without_problem(one.heads) == heads:
            names = {target: one.heads[place] for target, place in one.columns.items()}
            return {target: form.heads.index(name) for target, name in names.items()}
    return {}


def _without_problem(heads: tuple[str, ...]) -> list[str]:
    return [head for head in heads if head.casefold() != PROBLEM_COLUMN]
