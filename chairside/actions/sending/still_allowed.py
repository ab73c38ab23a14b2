"""Ask the gate about texts that are already stored, at the moment of sending: one question for all of them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import connection

from chairside.models import Thread
from chairside.models.arrays import literal
from chairside.models.circumstances import circumstances_of
from chairside.models.message import HELP_ANSWER, OPT_OUT_ANSWER
from chairside.models.patient import NOT_SPOKEN_FOR
from chairside.rules.may_text import Circumstances, Code, Reason, TextNumberState, by_hand
from chairside.rules.patients import PatientStatus
from chairside.rules.phones import state_of
from chairside.rules.rights import Right

# What models/circumstances.py gathers for one thread, for thousands a second; a test holds the two together.
FACTS = """
SELECT asked.place, location.name, number.account_sid, number.paused_at IS NOT NULL,
    contact.given_name, contact.family_name, contact.status, contact.text_messages,
    thread.number, phone.id, phone.landline_at IS NOT NULL, phone.unfit_at IS NOT NULL,
    NOT coalesce(consent.opted_in, true), somebody.id IS NOT NULL, asked.writer IS NULL OR writer.may
FROM unnest(%(threads)s::uuid[], %(writers)s::uuid[]) WITH ORDINALITY AS asked (thread_id, writer, place)
JOIN chairside_thread AS thread ON thread.id = asked.thread_id
JOIN chairside_location AS location ON location.id = thread.location_id
JOIN chairside_patient AS contact ON contact.id = thread.contact_id
LEFT JOIN chairside_textnumber AS number ON number.location_id = thread.location_id
LEFT JOIN LATERAL (
    SELECT line.id, line.landline_at, line.unfit_at
    FROM chairside_phone AS line JOIN chairside_patient AS owner ON owner.id = line.patient_id
    WHERE line.organization_id = thread.organization_id AND line.number = thread.number
      AND (owner.id = thread.contact_id OR owner.duplicate_of_id = thread.contact_id)
    ORDER BY owner.id <> thread.contact_id, line.position LIMIT 1) AS phone ON true
LEFT JOIN LATERAL (
    SELECT opted_in FROM chairside_consententry
    WHERE organization_id = thread.organization_id AND number = thread.number AND category = ''
    ORDER BY id DESC LIMIT 1) AS consent ON true
LEFT JOIN LATERAL (
    SELECT id FROM chairside_patient AS patient
    WHERE patient.primary_contact_id = thread.contact_id AND NOT patient.status = ANY(%(silent)s)
    LIMIT 1) AS somebody ON true
CROSS JOIN LATERAL (
    SELECT EXISTS (
        SELECT FROM chairside_userrole AS held
        JOIN chairside_role AS role ON role.id = held.role_id
        JOIN chairside_user AS person ON person.id = held.user_id
        WHERE held.user_id = asked.writer AND held.location_id = thread.location_id AND person.is_active
          AND role.rights @> ARRAY[%(right)s]::varchar[]) AS may
) AS writer
ORDER BY asked.place
"""

ASKED_FOR = {
    OPT_OUT_ANSWER: frozenset({Code.OPTED_OUT, Code.PREFERS_NO_TEXTS}),
    HELP_ANSWER: frozenset({Code.PREFERS_NO_TEXTS}),
}
"""What does not hold back the answer to a word: the one text that may follow an opt-out is its confirmation, and
whoever prefers no texts has asked for this one."""


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
    """Give why each text may not leave now; no reason means that it may."""
    if not texts:
        return {}
    asked: dict[str, Any] = {
        "threads": literal([text.thread_id for text in texts]),
        "writers": literal([text.sent_by_id for text in texts]),
        "silent": list(NOT_SPOKEN_FOR),
        "right": Right.MANAGE_INBOX.value,
    }
    with connection.cursor() as cursor:
        cursor.execute(FACTS, asked)
        return {text.message_id: _reasons(text, row) for text, row in zip(texts, cursor.fetchall(), strict=True)}


def _reasons(text: QueuedText, row: Sequence[Any]) -> tuple[Reason, ...]:
    *facts, may = row
    reasons = by_hand(_circumstances(facts, text), may_manage_inbox=may)
    asked_for = ASKED_FOR.get(text.communication, frozenset())
    return tuple(reason for reason in reasons if reason.code not in asked_for)


def _circumstances(facts: Sequence[Any], text: QueuedText) -> Circumstances:
    _, location, account, paused, given, family, status, prefers, number, phone, landline, unfit, out, is_contact = (
        facts
    )
    if not is_contact:
        # who took the contact's place is looked up only for the few of whom it must be told
        thread = Thread.objects.select_related("location__text_number", "contact").get(pk=text.thread_id)
        return circumstances_of(thread)
    return Circumstances(
        location=location,
        text_number=_text_number_state(account, paused=paused),
        contact=f"{given} {family}".strip(),
        contact_status=PatientStatus(status),
        number=state_of(number, landline=bool(landline), unfit=bool(unfit)),
        opted_out=out,
        prefers_texts=prefers,
        is_primary_contact=True,
        number_is_current=phone is not None,
    )


def _text_number_state(account_sid: str | None, *, paused: bool) -> TextNumberState:
    if not account_sid:
        return TextNumberState.MISSING
    return TextNumberState.PAUSED if paused else TextNumberState.WORKS
