"""Make a statement: its lines stand for good, its amount is their sum."""

from collections.abc import Sequence
from datetime import date, datetime
from uuid import UUID

from django.db import transaction

from chairside.actions.statements.writing_down import write_down
from chairside.models import Location, Patient, Statement, User
from chairside.models.identifiers import new_id
from chairside.rules.statements import Line, total


@transaction.atomic
def make_statement(
    location: Location,
    guarantor: Patient,
    dated: date,
    lines: Sequence[Line],
    *,
    by: User,
    now: datetime,
    own: UUID | None = None,
) -> Statement:
    """Keep it; it is sent by `send_statements`. `own` is the browser's own id: twice the same makes one."""
    made, is_new = Statement.objects.get_or_create(
        id=own or new_id(),
        organization_id=location.organization_id,
        location=location,
        defaults={
            "guarantor": guarantor,
            "dated": dated,
            "amount": total(lines),
            "lines": [
                {"on": one.on.isoformat(), "patient": one.patient, "what": one.what, "amount": str(one.amount)}
                for one in lines
            ],
            "made_at": now,
            "made_by": by,
        },
    )
    if is_new:
        write_down(made, "made a statement", {"lines": len(lines)}, by=by, now=now)
    return made
