"""Who may not be texted as things stand: asked when a text is planned, and about all that waits for who opts out."""

from collections.abc import Collection, Sequence
from dataclasses import replace
from datetime import datetime
from uuid import UUID

from chairside.actions.communications.facts import Facts
from chairside.actions.communications.settle import settle, write_settled
from chairside.actions.communications.wanted import Wanted
from chairside.models import Patient, Phone, PlannedMessage
from chairside.rules.communications.kinds import Kind
from chairside.rules.communications.leave import Terms, Verdict, leave
from chairside.rules.communications.why import BARRED, Why
from chairside.rules.consent_categories import Category
from chairside.rules.may_text import Code as Gate
from chairside.rules.patients import PhoneType


def barred_now(wanted: Sequence[Wanted], now: datetime) -> list[tuple[Why, ...]]:
    """Give for each text why it may not go to this person at all; empty when only time stands between."""
    rows = _as_rows(wanted)
    facts = Facts(rows, now) if rows else None
    return [_reasons(row, facts) for row in rows] if facts else []


def skip_for_who_opted_out(numbers: Collection[tuple[UUID, str]], now: datetime) -> None:
    """Skip what waits for these numbers (with their organizations), inside the transaction that notes the opt-out.

    It waits for nobody: a row that is being released now is stopped when it leaves. Statements have another way.
    """
    owners = Phone.objects.filter(type=PhoneType.MOBILE, number__in={number for _, number in numbers})
    contacts = owners.filter(organization_id__in={owner for owner, _ in numbers}).values("patient_id")
    waiting = (
        PlannedMessage.objects.waiting().exclude(kind=Kind.STATEMENT).filter(patient__primary_contact__in=contacts)
    )
    locked = waiting.select_related("patient__primary_contact", "location").select_for_update(
        skip_locked=True, of=("self",)
    )
    rows = list(locked.order_by("id"))
    facts = Facts(rows, now) if rows else None
    skipped = []
    for row in rows:
        reasons = _reasons(row, facts) if facts else ()
        if any(reason.code == Gate.OPTED_OUT for reason in reasons):
            settle(row, Verdict(reasons), now)
            skipped.append(row)
    write_settled(skipped)


def _reasons(row: PlannedMessage, facts: Facts) -> tuple[Why, ...]:
    terms = Terms(category=Category(row.category), expires_at=row.expires_at)
    verdict = leave(terms, replace(facts.setting(row), now=min(row.until_at, facts.now)))
    return tuple(reason for reason in verdict.against if reason.code in BARRED)


def _as_rows(wanted: Sequence[Wanted]) -> list[PlannedMessage]:
    """Give rows that are never written, for the facts to look at."""
    patients = Patient.objects.select_related("primary_contact").in_bulk({one.patient_id for one in wanted})
    return [
        PlannedMessage(
            patient=patients[one.patient_id],
            location=one.communication.location,
            kind=one.communication.kind,
            category=one.communication.category,
            until_at=one.until_at,
            expires_at=one.expires_at,
        )
        for one in wanted
    ]
