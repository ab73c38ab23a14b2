"""What follows every change of a campaign: an audit entry."""

from datetime import datetime

from chairside.models import AuditEntry, Campaign, User


def write_down(campaign: Campaign, action: str, *, by: User, now: datetime) -> None:
    """Add the entry, as the last thing in its transaction."""
    AuditEntry.objects.create(
        organization_id=campaign.organization_id,
        location_id=campaign.location_id,
        user=by,
        at=now,
        type="campaign",
        action=action,
        details={"name": campaign.name},
    )
