"""What follows every change of a location: screens that look again, and an audit entry."""

from datetime import datetime

from chairside.live.bell import ring
from chairside.live.changes import Change, Kind
from chairside.models import AuditEntry, Location, User


def ring_screens(location: Location) -> None:
    """Let every screen of the location fetch its present state."""
    ring([Change(Kind.RIGHTS, location_id=location.pk)])


def write_down(location: Location, action: str, details: dict[str, object], *, by: User, now: datetime) -> None:
    """Add the entry, as the last thing in its transaction."""
    AuditEntry.objects.create(
        organization_id=location.organization_id,
        location=location,
        user=by,
        at=now,
        type="location",
        action=action,
        details=details,
    )
