"""Change how an organization's sessions end, and whether a second factor is asked of everybody."""

from datetime import datetime

from django.db import transaction

from chairside.actions.users.writing_down import write_down
from chairside.live.bell import ring
from chairside.live.changes import Change, Kind
from chairside.models import Location, Organization, User


@transaction.atomic
def change_security(
    organization: Organization,
    *,
    idle_minutes: int,
    session_hours: int,
    second_factor_required: bool,
    by: User,
    now: datetime,
) -> None:
    """Keep them; they hold for every session at once."""
    settings: dict[str, object] = {
        "idle_minutes": idle_minutes,
        "session_hours": session_hours,
        "second_factor_required": second_factor_required,
    }
    Organization.objects.filter(pk=organization.pk).update(**settings)
    places = Location.objects.filter(organization=organization).values_list("pk", flat=True)
    ring(Change(Kind.RIGHTS, place) for place in places)
    write_down(organization.pk, "security", "changed the security settings", settings, by=by, now=now)
