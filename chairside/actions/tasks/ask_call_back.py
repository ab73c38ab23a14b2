"""Put it on the list that a contact is to be called."""

from datetime import datetime

from django.db import transaction

from chairside.actions.threads.writing_down import write_down
from chairside.live.bell import ring
from chairside.live.changes import Change, Kind
from chairside.models import Appointment, Message, Task, TaskKind, Thread, User
from chairside.models.identifiers import new_id


@transaction.atomic
def ask_call_back(
    thread: Thread, message: Message, appointment: Appointment | None, *, by: User, now: datetime
) -> None:
    """Ask for the call once for each text, however often it is clicked."""
    task, is_new = Task.objects.get_or_create(
        kind=TaskKind.CALL_BACK,
        message=message,
        appointment=appointment,
        defaults={
            "id": new_id(),
            "organization_id": thread.organization_id,
            "location_id": thread.location_id,
            "thread": thread,
            "created_at": now,
        },
    )
    if is_new:
        ring([Change(Kind.TASK, thread.location_id), Change(Kind.THREAD, thread.location_id, thread.pk)])
        write_down(thread, "asked to call back", {"task": str(task.pk)}, by=by, now=now)
