"""The practice: who owns every other row."""

from django.db import models

from chairside.models.identifiers import new_id


class Organization(models.Model):
    """One practice with one or more locations; nothing of it is ever seen by another."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    name = models.CharField(max_length=200)
    external_id = models.CharField(max_length=200, blank=True)
    created_at = models.DateTimeField()
    # after so long without a deed a screen is locked; after so long nobody stays signed in
    idle_minutes = models.PositiveSmallIntegerField(default=15)
    session_hours = models.PositiveSmallIntegerField(default=12)
    second_factor_required = models.BooleanField(default=False)

    def __str__(self) -> str:
        return self.name
