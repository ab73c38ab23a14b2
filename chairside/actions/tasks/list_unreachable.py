"""Put on the list whom no text reaches before their visit on the next working day, and take off whom one does."""

from datetime import datetime

from django.db import transaction

from chairside.live.bell import ring
from chairside.live.changes import Change, Kind
from chairside.models import Location, Task, TaskKind
from chairside.models.unreachable import unreachable_on, working_day_after


def list_unreachable(now: datetime) -> None:
    """Look at every location; harmless to repeat."""
    for location in Location.objects.order_by("id"):
        _list(location, now)


@transaction.atomic
def _list(location: Location, now: datetime) -> None:
    day = working_day_after(location, location.clock(now).date())
    found = unreachable_on(location, day, now)
    here = Task.objects.filter(location=location, kind=TaskKind.UNREACHABLE)
    known = set(here.filter(day=day).values_list("appointment_id", flat=True))
    missing = [one for one in found if one.visit.pk not in known]
    Task.objects.bulk_create(
        (
            Task(
                organization_id=location.organization_id,
                location=location,
                kind=TaskKind.UNREACHABLE,
                thread_id=one.thread_id,
                appointment=one.visit,
                day=day,
                created_at=now,
            )
            for one in missing
        ),
        ignore_conflicts=True,
    )
    still = [one.visit.pk for one in found]
    past = here.to_do().exclude(day=day, appointment_id__in=still).update(done_at=now)
    if missing or past:
        ring([Change(Kind.TASK, location.pk)])
