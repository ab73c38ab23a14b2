"""Say how fast a location's number may send: what the carrier allows it, a second and a day."""

from dataclasses import asdict, dataclass
from datetime import datetime

from django.db import transaction

from chairside.actions.locations.telling import ring_screens, write_down
from chairside.live.bell import wake_sender
from chairside.models import Location, TextNumber, User


@dataclass(frozen=True, slots=True)
class Pace:
    """Segments; None: no limit of ours for the day."""

    segments_per_second: int
    segments_per_day: int | None


@transaction.atomic
def keep_pace(location: Location, pace: Pace, *, by: User, now: datetime) -> None:
    """Keep it; what waits goes by it at once."""
    number = TextNumber.objects.select_for_update().filter(location=location).first()
    wanted = asdict(pace)
    if number is None or all(getattr(number, name) == value for name, value in wanted.items()):
        return
    TextNumber.objects.filter(pk=number.pk).update(**wanted)
    ring_screens(location)
    wake_sender()
    write_down(location, "changed the pace of the text number", wanted, by=by, now=now)
