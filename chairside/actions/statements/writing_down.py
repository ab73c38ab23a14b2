"""Write into the audit log what was done to a statement, and tell the screens; amounts stay in the statement."""

from datetime import datetime

from chairside.live.bell import ring
from chairside.live.changes import Change, Kind
from chairside.models import AuditEntry, Statement, User


def write_down(
    statement: Statement, action: str, details: dict[str, object], *, by: User | None, now: datetime
) -> None:
    """Add the entry and ring, inside the caller's transaction."""
    AuditEntry.objects.create(
        organization_id=statement.organization_id,
        location_id=statement.location_id,
        user=by,
        patient_id=statement.guarantor_id,
        at=now,
        type="statement",
        action=action,
        details={"dated": statement.dated.isoformat(), **details},
    )
    ring([Change(Kind.STATEMENT, statement.location_id)])
