"""What a location answers by itself while it is closed."""

from django.db import models

from chairside.models.identifiers import new_id
from chairside.models.location import Location
from chairside.models.organization import Organization
from chairside.rules.communications.templates import Wording
from chairside.rules.segments import LIMIT

AFTER_HOURS_REPLY = "After-hours reply"
"""The communication that such a message names."""


class AfterHoursReply(models.Model):
    """One per location; switched off while `active_since` is empty."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    organization = models.ForeignKey(Organization, models.PROTECT)
    location = models.OneToOneField(Location, models.CASCADE, related_name="after_hours_reply", db_constraint=False)
    active_since = models.DateTimeField(null=True, blank=True)
    english = models.CharField(max_length=LIMIT)
    spanish = models.CharField(max_length=LIMIT, blank=True)

    def __str__(self) -> str:
        return f"after-hours reply of {self.location_id}"

    @property
    def wording(self) -> Wording:
        return Wording(self.english, self.spanish)
