"""What the carrier's error teaches about a number or an account."""

from datetime import datetime

from chairside.live.bell import ring
from chairside.live.changes import Change, Kind
from chairside.models import ConsentEntry, Message, Phone, Source, TextNumber, Thread
from chairside.models.identifiers import new_id
from chairside.rules.carrier_errors import Effect, explain

# numbers that are no mobiles, rather than mobiles that cannot be reached
LANDLINE_CODES = frozenset({21614, 21635, 30006})


def draw_consequences(message: Message, code: int | None, now: datetime) -> None:
    """Change what is known, inside the caller's transaction."""
    if code is None:
        return
    thread = Thread.objects.get(pk=message.thread_id)
    match explain(code).effect:
        case Effect.OPT_OUT:
            _opt_out(thread, code, now)
        case Effect.UNFIT_NUMBER:
            column = "landline_at" if code in LANDLINE_CODES else "unfit_at"
            phones = Phone.objects.filter(organization_id=thread.organization_id, number=thread.number)
            phones.filter(**{f"{column}__isnull": True}).update(**{column: now})
        case Effect.PAUSE_NUMBER:
            TextNumber.objects.filter(location_id=thread.location_id, paused_at__isnull=True).update(
                paused_at=now, pause_reason=str(code)
            )
        case _:
            return
    _ring_everywhere(thread)


def _opt_out(thread: Thread, code: int, now: datetime) -> None:
    if ConsentEntry.objects.opted_out(thread.organization_id, thread.number):
        return
    ConsentEntry.objects.create(
        id=new_id(),
        organization_id=thread.organization_id,
        number=thread.number,
        opted_in=False,
        at=now,
        source=Source.CARRIER,
        wording=str(code),
        location_id=thread.location_id,
    )


def _ring_everywhere(thread: Thread) -> None:
    concerned = Thread.objects.filter(organization_id=thread.organization_id, number=thread.number)
    ring(Change(Kind.THREAD, location_id, pk) for pk, location_id in concerned.values_list("pk", "location_id"))
