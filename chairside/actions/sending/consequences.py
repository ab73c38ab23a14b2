"""What the carrier's error teaches about a number or an account."""

from datetime import datetime, timedelta
from uuid import UUID

from django.db.models import Q

from chairside.actions.sending.database_time import database_time
from chairside.live.bell import ring
from chairside.live.changes import Change, Kind
from chairside.models import Attempt, ConsentEntry, Phone, Source, TextNumber, Thread
from chairside.models.identifiers import new_id
from chairside.rules.carrier_errors import Effect, explain
from chairside.rules.delivery import LONGEST_PAUSE, retry_delay

# numbers that are no mobiles, rather than mobiles that cannot be reached
LANDLINE_CODES = frozenset({21614, 21635, 30006})


def draw_consequences(attempt: Attempt, code: int | None, now: datetime) -> None:
    """Change what is known, inside the caller's transaction; what has changed since the attempt began stands."""
    if code is None:
        return
    thread = Thread.objects.get(pk=attempt.message.thread_id)
    match explain(code).effect:
        case Effect.OPT_OUT:
            _opt_out(thread, attempt, code, now)
        case Effect.UNFIT_NUMBER:
            column = "landline_at" if code in LANDLINE_CODES else "unfit_at"
            phones = Phone.objects.filter(organization_id=thread.organization_id, number=thread.number)
            phones.filter(**{f"{column}__isnull": True}).update(**{column: now})
        case Effect.PAUSE_NUMBER:
            pause_number(attempt, str(code), now)
        case _:
            return
    _ring_everywhere(thread)


def pause_number(attempt: Attempt, reason: str, now: datetime) -> None:
    """The account is refused, so the number pauses and its queue is kept, unless it was set right meanwhile."""
    number = TextNumber.objects.get(location_id=attempt.message.location_id)
    if number.connected_at is None or number.connected_at <= attempt.started_at:
        _pause(attempt.message.location_id, reason, now)


def rest_number(attempt: Attempt, asked: float | None) -> None:
    """The carrier has no room for more of this number: nothing is tried until it may have."""
    pause = max(retry_delay(attempt.tries), timedelta(seconds=asked or 0))
    until = database_time() + min(pause, LONGEST_PAUSE)
    shorter = Q(rests_until__isnull=True) | Q(rests_until__lt=until)
    TextNumber.objects.filter(shorter, location_id=attempt.message.location_id).update(rests_until=until)


def _pause(location_id: UUID, reason: str, now: datetime) -> None:
    working = TextNumber.objects.filter(location_id=location_id, paused_at__isnull=True)
    if working.update(paused_at=now, pause_reason=reason):
        ring([Change(Kind.RIGHTS, location_id=location_id)])


def _opt_out(thread: Thread, attempt: Attempt, code: int, now: datetime) -> None:
    standing = ConsentEntry.objects.standing(thread.organization_id, [thread.number]).get(thread.number)
    if standing and (not standing.opted_in or _is_newer_word(standing, attempt)):
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


def _is_newer_word(standing: ConsentEntry, attempt: Attempt) -> bool:
    """The phone itself said START after the carrier was asked."""
    return standing.source == Source.WORD and standing.at >= attempt.started_at


def _ring_everywhere(thread: Thread) -> None:
    concerned = Thread.objects.filter(organization_id=thread.organization_id, number=thread.number)
    ring(Change(Kind.THREAD, location_id, pk) for pk, location_id in concerned.values_list("pk", "location_id"))
