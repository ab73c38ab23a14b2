"""Ask the gate about texts that are already stored, at the moment of sending."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from chairside.models import Location, Patient, Thread, UserRole
from chairside.models.circumstances import Party, circumstances_of_many
from chairside.models.message import OPT_OUT_ANSWER
from chairside.rules.may_text import Circumstances, Code, Reason, by_hand
from chairside.rules.rights import Right


@dataclass(frozen=True, slots=True)
class QueuedText:
    """A text of the queue with what its message says."""

    message_id: UUID
    lane: int
    to_number: str
    expires_at: datetime
    tries: int
    organization_id: UUID
    location_id: UUID
    thread_id: UUID
    sent_by_id: UUID | None
    communication: str
    body: str

    def __repr__(self) -> str:
        return f"QueuedText({self.message_id})"


def still_refused(texts: Sequence[QueuedText]) -> dict[UUID, tuple[Reason, ...]]:
    """Give why each text may not leave now, looked up for all at once; no reason means that it may."""
    facts = circumstances_of_many(_parties(texts))
    managing = _managing(texts)
    return {text.message_id: _reasons(text, known, managing) for text, known in zip(texts, facts, strict=True)}


def _parties(texts: Sequence[QueuedText]) -> list[Party]:
    threads = Thread.objects.in_bulk([text.thread_id for text in texts])
    locations = Location.objects.in_bulk({text.location_id for text in texts})
    contacts = Patient.objects.in_bulk({thread.contact_id for thread in threads.values()})
    return [
        Party(
            locations[text.location_id],
            contacts[threads[text.thread_id].contact_id],
            threads[text.thread_id].number,
        )
        for text in texts
    ]


def _managing(texts: Sequence[QueuedText]) -> set[tuple[UUID | None, UUID]]:
    """Give which writers may still manage the inbox of which location."""
    writers = {text.sent_by_id for text in texts if text.sent_by_id}
    roles = UserRole.objects.filter(
        user_id__in=writers,
        user__is_active=True,
        location_id__in={text.location_id for text in texts},
        role__rights__contains=[Right.MANAGE_INBOX.value],
    )
    return set(roles.values_list("user_id", "location_id"))


def _reasons(text: QueuedText, facts: Circumstances, managing: set[tuple[UUID | None, UUID]]) -> tuple[Reason, ...]:
    if text.sent_by_id is not None:
        return by_hand(facts, may_manage_inbox=(text.sent_by_id, text.location_id) in managing)
    reasons = by_hand(facts, may_manage_inbox=True)
    if text.communication == OPT_OUT_ANSWER:
        # the one text that may follow an opt-out is its confirmation
        return tuple(reason for reason in reasons if reason.code is not Code.OPTED_OUT)
    return reasons
