"""Count a knock whose signature was wrong: a number per location and day, nothing else."""

from datetime import datetime

from django.db import transaction
from django.db.models import F

from chairside.models import KnockTally, TextNumber


@transaction.atomic
def count_forged_knock(number: TextNumber, now: datetime) -> None:
    """Add one to the location's count of forged knocks of the day."""
    day = number.location.clock(now).date()
    tally = KnockTally(organization_id=number.organization_id, location_id=number.location_id, day=day)
    KnockTally.objects.bulk_create([tally], ignore_conflicts=True)
    KnockTally.objects.filter(location_id=number.location_id, day=day).update(forged=F("forged") + 1)
