"""What colleagues say to each other inside a conversation; never a text."""

from django.db import models

from chairside.models.fields import Within
from chairside.models.identifiers import new_id
from chairside.models.organization import Organization
from chairside.models.thread import Thread

LONGEST_NOTE = 2000


class ThreadNote(models.Model):
    """A note to colleagues; its id says where between the texts it stands."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    organization = models.ForeignKey(Organization, models.PROTECT)
    thread = Within(Thread, models.PROTECT, related_name="notes")
    by = Within("User", models.PROTECT, related_name="+")
    at = models.DateTimeField()
    body = models.CharField(max_length=LONGEST_NOTE)
    # the browser's own name for it: a double click is one note
    client_id = models.UUIDField()

    class Meta:
        constraints = (models.UniqueConstraint(fields=["organization", "client_id"], name="note_client_id"),)
        indexes = (models.Index(fields=["thread", "id"], name="note_in_thread"),)

    def __str__(self) -> str:
        return f"note {self.pk}"
