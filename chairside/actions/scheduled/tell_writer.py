"""Tell whoever wrote a text that waits what has happened to it meanwhile."""

from datetime import datetime

from django.db import transaction

from chairside.live.bell import ring
from chairside.live.changes import Change, Kind
from chairside.models import Notice, NoticeKind, ScheduledMessage


@transaction.atomic
def tell_writers(now: datetime) -> int:
    """Tell the writers whose contact has texted since, each once for what they wrote."""
    overtaken = ScheduledMessage.objects.overtaken().filter(told_at__isnull=True)
    found = list(overtaken.select_for_update(skip_locked=True, of=("self",))[:100])
    for scheduled in found:
        tell_writer(scheduled, NoticeKind.TEXTED_MEANWHILE, now)
    ScheduledMessage.objects.filter(pk__in=[scheduled.pk for scheduled in found]).update(told_at=now)
    return len(found)


def tell_writer(scheduled: ScheduledMessage, kind: NoticeKind, now: datetime) -> None:
    """Let a pop-up wait for the writer, inside the caller's transaction."""
    Notice.objects.create(
        organization_id=scheduled.organization_id,
        user_id=scheduled.by_id,
        kind=kind,
        thread_id=scheduled.thread_id,
        at=now,
    )
    ring([Change(Kind.NOTICE, user_id=scheduled.by_id)])
