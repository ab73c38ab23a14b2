"""What is known about texts that did not arrive: is there still something to do, who has done it, what waits."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from chairside.actions.send_again import AGAIN
from chairside.actions.sending.work_list import id_of_second
from chairside.models import Attempt, Message, QueuedMessage, Undeliverable
from chairside.rules.delivery import Outcome


@dataclass(frozen=True, slots=True)
class Trouble:
    """One text that did not arrive, or of which nobody knows."""

    done_at: datetime | None = None
    done_by: str = ""
    is_work: bool = False
    was_sent_again: bool = False
    looked_at: datetime | None = None
    is_unknown: bool = False
    waiting: int = 0

    @property
    def version(self) -> str:
        """Changes with anything that is shown of it."""
        moments = [moment.timestamp() if moment else 0 for moment in (self.done_at, self.looked_at)]
        return f"{moments}{self.was_sent_again}{self.is_unknown}{self.waiting}"


def troubles_of(messages: Sequence[Message]) -> dict[UUID, Trouble]:
    """Look up what is known of those texts among these that are in trouble; none of them, no question."""
    ids = [message.pk for message in messages if message.is_ours and message.status in AGAIN]
    if not ids:
        return {}
    work = {one.message_id: one for one in Undeliverable.objects.filter(message__in=ids).select_related("done_by")}
    unknown = {
        one.message_id: one for one in Attempt.objects.filter(message__in=ids, outcome=Outcome.UNKNOWN).order_by("id")
    }
    seconds = {id_of_second(pk): pk for pk in ids}
    repeated = Message.objects.filter(organization_id=messages[0].organization_id, client_id__in=seconds).values_list(
        "client_id", flat=True
    )
    again = {seconds[client_id] for client_id in repeated if client_id}
    waiting = _waiting([one for one in unknown.values() if one.settled_at is None])
    return {pk: _trouble(work.get(pk), unknown.get(pk), pk in again, waiting) for pk in ids}


def _trouble(
    work: Undeliverable | None, unknown: Attempt | None, again: bool, waiting: Counter[tuple[str, str]]
) -> Trouble:
    return Trouble(
        done_at=work.done_at if work else None,
        done_by=work.done_by.get_short_name() if work and work.done_by else "",
        is_work=work is not None and work.done_at is None,
        was_sent_again=again,
        looked_at=unknown.checked_at if unknown else None,
        is_unknown=unknown is not None,
        waiting=waiting[unknown.from_number, unknown.to_number] if unknown and unknown.settled_at is None else 0,
    )


def _waiting(attempts: Sequence[Attempt]) -> Counter[tuple[str, str]]:
    """Count the texts that wait for these attempts: at most one of a pair is open."""
    if not attempts:
        return Counter()
    queued = QueuedMessage.objects.filter(
        from_number__in={one.from_number for one in attempts}, to_number__in={one.to_number for one in attempts}
    )
    return Counter(queued.values_list("from_number", "to_number"))
