"""Make a statement: its lines stand for good, its amount is their sum."""

from collections.abc import Sequence
from datetime import date, datetime

from django.db import transaction

from chairside.actions.statements.writing_down import write_down
from chairside.models import Location, Patient, Statement, User
from chairside.models.identifiers import new_id
from chairside.rules.statements import Line, total


@transaction.atomic
def make_statement(
    location: Location, guarantor: Patient, dated: date, lines: Sequence[Line], *, by: User, now: datetime
) -> Statement:
    """Keep it; it is sent by `send_statements`."""
    made = Statement.objects.create(
        id=new_id(),
        organization_id=location.organization_id,
        location=location,
        guarantor=guarantor,
        dated=dated,
        amount=total(lines),
        lines=[
            {"on": one.on.isoformat(), "patient": one.patient, "what": one.what, "amount": str(one.amount)}
            for one in lines
        ],
        made_at=now,
        made_by=by,
    )
    write_down(made, "made a statement", {"lines": len(lines)}, by=by, now=now)
    return made
