"""Somebody has done what was to do, or it is to do after all."""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from chairside.live.bell import ring
from chairside.live.changes import Change, Kind
from chairside.models import AuditEntry, Task, User


@transaction.atomic
def complete_task(task: Task, *, by: User, now: datetime) -> None:
    """Mark it done by this user; one that is done already stays whose it was."""
    if Task.objects.to_do().filter(pk=task.pk).update(done_at=now, done_by=by):
        _tell(task, "did a task", by, now)


@transaction.atomic
def reopen_task(task: Task, *, by: User, now: datetime) -> None:
    """Put it back among what is to do."""
    if Task.objects.filter(pk=task.pk, done_at__isnull=False).update(done_at=None, done_by=None):
        _tell(task, "reopened a task", by, now)


def _tell(task: Task, action: str, by: User, now: datetime) -> None:
    ring([Change(Kind.TASK, task.location_id), *_of_thread(task)])
    AuditEntry.objects.create(
        organization_id=task.organization_id,
        location_id=task.location_id,
        user=by,
        patient_id=_patient_of(task),
        at=now,
        type="task",
        action=action,
        details={"kind": task.kind, "task": str(task.pk)},
    )


def _of_thread(task: Task) -> list[Change]:
    return [Change(Kind.THREAD, task.location_id, task.thread_id)] if task.thread_id else []


def _patient_of(task: Task) -> UUID | None:
    found: UUID | None = None
    if task.appointment is not None:
        found = task.appointment.patient_id
    elif task.thread is not None:
        found = task.thread.contact_id
    return found
