"""An import from the first look at a file to its undoing: what was asked, how far it is, what it changed."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from enum import StrEnum
from typing import TYPE_CHECKING

from django.db import models

from chairside.models.fields import Within, choices, one_of
from chairside.models.identifiers import new_id
from chairside.models.location import Location
from chairside.models.organization import Organization
from chairside.models.user import User

if TYPE_CHECKING:
    from uuid import UUID

KEPT_FOR = timedelta(hours=24)
"""So long an import can be undone, and a file that waits for a person is kept."""


class ImportState(StrEnum):
    """Where an import stands."""

    CHOOSING = "choosing"  # its columns wait for a person
    CHECKING = "checking"
    CHECKED = "checked"  # its report waits for a person
    BRINGING = "bringing"
    BROUGHT = "brought"
    UNDOING = "undoing"
    UNDONE = "undone"
    FAILED = "failed"


AT_WORK = (ImportState.CHECKING, ImportState.BRINGING, ImportState.UNDOING)
"""The states in which the worker carries it on."""

WAITS_FOR_A_PERSON = (ImportState.CHOOSING, ImportState.CHECKED)


class ImportKind(StrEnum):
    """What the file holds."""

    FHIR = "fhir"
    PATIENTS = "patients"
    APPOINTMENTS = "appointments"


class ImportFate(StrEnum):
    """What bringing a row will do, or has done."""

    NEW = "new"
    CHANGED = "changed"
    SAME = "same"
    INVALID = "invalid"


class ImportRunQuerySet(models.QuerySet["ImportRun"]):
    """Named sets of imports."""

    def seen_from(self, location: Location) -> ImportRunQuerySet:
        """Keep those made for this location, and those that brought the whole organization."""
        here = models.Q(location=location) | models.Q(location__isnull=True)
        return self.filter(here, organization_id=location.organization_id)


class ImportRun(models.Model):
    """One file and what becomes of it; `phase`, `line` and `done` say where to carry on after an interruption."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    organization = models.ForeignKey(Organization, models.PROTECT)
    # whose schedule the appointments of a table go into; none for a file that names its own locations
    location = Within(Location, models.PROTECT, null=True, blank=True, related_name="import_runs")
    by = Within(User, models.PROTECT, null=True, blank=True, related_name="+")
    file_name = models.CharField(max_length=200)
    kind = models.CharField(max_length=16, choices=choices(ImportKind))
    state = models.CharField(max_length=16, choices=choices(ImportState))
    # encoding, delimiter and heads of a table (rules/tables/reader.py: Form)
    form = models.JSONField(default=dict)
    # what is brought -> its column, counted from 0
    columns = models.JSONField(default=dict)
    # a run goes through several phases; each counts `done` up to `whole`, and knows the last line it did
    phase = models.PositiveSmallIntegerField(default=0)
    line = models.PositiveIntegerField(default=0)
    done = models.PositiveIntegerField(default=0)
    whole = models.PositiveIntegerField(default=0)
    # rows by their fate; after an undoing also "restored", "removed", "left"
    counts = models.JSONField(default=dict)
    # the ids of records that an undoing left as they are: somebody has changed or used them since
    left = models.JSONField(default=list)
    fault = models.CharField(max_length=500, blank=True)
    created_at = models.DateTimeField()
    brought_at = models.DateTimeField(null=True, blank=True)
    undone_at = models.DateTimeField(null=True, blank=True)
    undone_by = Within(User, models.PROTECT, null=True, blank=True, related_name="+")

    objects = ImportRunQuerySet.as_manager()

    class Meta:
        ordering = ("-created_at", "-id")
        constraints = (
            models.UniqueConstraint(fields=["organization", "id"], name="import_run_within"),
            one_of("kind", ImportKind, name="import_kind_known"),
            one_of("state", ImportState, name="import_state_known"),
        )
        indexes = (
            models.Index(
                fields=["created_at"],
                condition=models.Q(state__in=[state.value for state in AT_WORK]),
                name="import_at_work",
            ),
        )

    def __str__(self) -> str:
        return f"import {self.pk}"

    @property
    def is_at_work(self) -> bool:
        return self.state in AT_WORK

    @property
    def waits_for_a_person(self) -> bool:
        return self.state in WAITS_FOR_A_PERSON

    @property
    def is_table(self) -> bool:
        return self.kind != ImportKind.FHIR

    @property
    def heads(self) -> tuple[str, ...]:
        return tuple(self.form.get("heads", ()))

    @property
    def parts(self) -> FileParts:
        return FileParts(self.pk)

    @property
    def undo_until(self) -> datetime | None:
        return self.brought_at + KEPT_FOR if self.brought_at else None

    def may_undo(self, now: datetime) -> bool:
        """Whether what it brought can still be taken back; a run that failed half way too."""
        ended = self.state in {ImportState.BROUGHT, ImportState.FAILED}
        return ended and self.undone_at is None and self.undo_until is not None and now < self.undo_until


class ImportPart(models.Model):
    """A megabyte of the file: web and worker need no shared disk, and memory stays small."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    organization = models.ForeignKey(Organization, models.PROTECT)
    run = Within(ImportRun, models.CASCADE, related_name="file_parts")
    position = models.PositiveIntegerField()
    content = models.BinaryField()

    class Meta:
        constraints = (models.UniqueConstraint(fields=["run", "position"], name="import_part_position"),)

    def __str__(self) -> str:
        return f"part {self.position} of {self.run_id}"


class FileParts:
    """The file of an import, part by part; can be gone through again and again."""

    def __init__(self, run_id: UUID) -> None:
        self.run_id = run_id

    def __iter__(self) -> Iterator[bytes]:
        position = 0
        while part := ImportPart.objects.filter(run_id=self.run_id, position=position).first():
            yield bytes(part.content)
            position += 1


class ImportRow(models.Model):
    """A row of a table as the file has it, with what the check found: bringing reads no file."""

    id = models.BigAutoField(primary_key=True)
    organization = models.ForeignKey(Organization, models.PROTECT)
    run = Within(ImportRun, models.CASCADE, related_name="rows")
    line = models.PositiveIntegerField()
    key = models.CharField(max_length=200)
    cells = models.JSONField()
    # whom the row refers to, by their IDs in the file; empty when it refers to nobody else
    contact = models.CharField(max_length=100, blank=True)
    guarantor = models.CharField(max_length=100, blank=True)
    fate = models.CharField(max_length=8, choices=choices(ImportFate))

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["run", "line"], name="import_row_line"),
            one_of("fate", ImportFate, name="import_fate_known"),
        )
        indexes = (models.Index(fields=["run", "key"], name="import_row_key"),)

    def __str__(self) -> str:
        return f"line {self.line} of {self.run_id}"


class ImportProblem(models.Model):
    """Something wrong with a row, or left out of it."""

    id = models.BigAutoField(primary_key=True)
    organization = models.ForeignKey(Organization, models.PROTECT)
    run = Within(ImportRun, models.CASCADE, related_name="problems")
    line = models.PositiveIntegerField()
    column = models.CharField(max_length=200)
    reason = models.CharField(max_length=300)
    # the whole row was kept out, not only a cell of it
    kept_out = models.BooleanField()

    class Meta:
        ordering = ("line", "id")
        indexes = (models.Index(fields=["run", "line"], name="import_problem_by_line"),)

    def __str__(self) -> str:
        return f"problem in line {self.line} of {self.run_id}"


class ImportChange(models.Model):
    """A row before and after an import changed it: written by the database itself (migrations/0018)."""

    id = models.BigAutoField(primary_key=True)
    organization = models.ForeignKey(Organization, models.PROTECT, db_constraint=False, db_index=False)
    run = Within(ImportRun, models.CASCADE, related_name="changes", db_index=False)
    table = models.CharField(max_length=63)
    row_id = models.UUIDField()
    before = models.JSONField(null=True)
    after = models.JSONField(null=True)

    class Meta:
        indexes = (models.Index(fields=["run", "table", "row_id"], name="import_change_by_row"),)

    def __str__(self) -> str:
        return f"change {self.pk}"
