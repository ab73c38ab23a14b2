"""The practice: who owns every other row."""

from django.db import models

from chairside.models.identifiers import new_id


class Organization(models.Model):
    """One practice with one or more locations; nothing of it is ever seen by another."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    name = models.CharField(max_length=200)
    external_id = models.CharField(max_length=200, blank=True)
    created_at = models.DateTimeField()

    def __str__(self) -> str:
        return self.name
