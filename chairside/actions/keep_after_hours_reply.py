"""Switch a location's after-hours reply on or off, and keep its wording."""

from datetime import datetime

from django.db import transaction

from chairside.models import AfterHoursReply, AuditEntry, Location, User
from chairside.models.identifiers import new_id
from chairside.rules.communications.templates import Wording


@transaction.atomic
def keep_after_hours_reply(location: Location, wording: Wording, *, active: bool, by: User, now: datetime) -> None:
    """Keep it; it holds for the next text that comes in."""
    kept, _ = AfterHoursReply.objects.select_for_update().get_or_create(
        location=location,
        defaults={"id": new_id(), "organization_id": location.organization_id, "english": wording.english},
    )
    since = (kept.active_since or now) if active else None
    AfterHoursReply.objects.filter(pk=kept.pk).update(
        english=wording.english, spanish=wording.spanish, active_since=since
    )
    AuditEntry.objects.create(
        organization_id=location.organization_id,
        location_id=location.pk,
        user=by,
        at=now,
        type="communication",
        action="changed the after-hours reply",
        details={"before": "on" if kept.active_since else "off", "after": "on" if active else "off"},
    )
