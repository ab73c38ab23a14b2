"""Whether this database goes on where it was, or is a copy from an earlier day."""

from __future__ import annotations

from django.db import models

from chairside.models.fields import choices
from chairside.models.identifiers import new_id
from chairside.rules.continuity import Doubt


class ContinuityQuerySet(models.QuerySet["Continuity"]):
    """The one question that everything which sends must ask."""

    def allows_sending(self, counted: int) -> bool:
        """Whether texts may leave: not in safe mode, and not behind what the asking process has counted."""
        found = self.first()
        if found is None:
            return counted == 0
        return found.safe_since is None and found.count >= counted


class Continuity(models.Model):
    """One row that counts on while the worker lives; a file beside the spool counts along.

    A database restored from a backup has counted less far than the file. It then starts in safe mode:
    nothing is sent until the carrier's lists were compared and a person has confirmed.
    """

    id = models.PositiveSmallIntegerField(primary_key=True, default=1, editable=False)
    database = models.UUIDField(default=new_id, editable=False)
    count = models.PositiveBigIntegerField(default=0)
    counted_at = models.DateTimeField()
    safe_since = models.DateTimeField(null=True, blank=True)
    doubt = models.CharField(max_length=8, choices=choices(Doubt), blank=True)
    # the last moment that the database remembers: from here on the carrier's lists are compared
    remembers_until = models.DateTimeField(null=True, blank=True)
    reconciled_at = models.DateTimeField(null=True, blank=True)

    objects = ContinuityQuerySet.as_manager()

    class Meta:
        constraints = (models.CheckConstraint(condition=models.Q(id=1), name="one_continuity"),)

    def __str__(self) -> str:
        return f"continuity {self.count}"
