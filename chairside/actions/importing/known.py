"""Tell what is new, changed or as it was: by a digest of each record's last form in a file."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Protocol

from django.db import models

from chairside.actions.importing.report import Count
from chairside.models import ImportedRecord, Organization
from chairside.models.identifiers import new_id

AT_ONCE = 1000


class Record(Protocol):
    """Anything of a file that has an id of its own."""

    @property
    def id(self) -> str: ...


@dataclass(slots=True)
class Sorted[Kind: Record]:
    """The records of one kind that are new, and those that changed since the last time."""

    new: list[Kind]
    changed: list[Kind]


def sort_records[Kind: Record](
    organization: Organization, kind: str, records: Iterable[Kind], count: Count
) -> Sorted[Kind]:
    """Sort by what was brought before, remember the new forms, and count."""
    given = list(records)
    known = {
        record.external_id: record for record in ImportedRecord.objects.filter(organization=organization, kind=kind)
    }
    result: Sorted[Kind] = Sorted([], [])
    fresh, moved = [], []
    for record in given:
        digest = hashlib.sha256(repr(record).encode()).hexdigest()
        before = known.get(record.id)
        if before is None:
            result.new.append(record)
            fresh.append(
                ImportedRecord(id=new_id(), organization=organization, kind=kind, external_id=record.id, digest=digest)
            )
        elif before.digest != digest:
            result.changed.append(record)
            before.digest = digest
            moved.append(before)
    ImportedRecord.objects.bulk_create(fresh, batch_size=AT_ONCE)
    rewrite(moved, ["digest"])
    count.new, count.changed = len(result.new), len(result.changed)
    count.unchanged = len(given) - count.new - count.changed
    return result


def rewrite(rows: Sequence[models.Model], columns: Sequence[str]) -> None:
    """Write these columns of rows that exist: some ten times faster than an UPDATE with a CASE per row."""
    if rows:
        type(rows[0])._default_manager.bulk_create(
            rows, batch_size=AT_ONCE, update_conflicts=True, unique_fields=["id"], update_fields=columns
        )
