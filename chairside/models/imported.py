"""What was brought from a file, so that bringing it again changes nothing and undoes no one's work."""

from django.db import models

from chairside.models.identifiers import new_id
from chairside.models.organization import Organization


class ImportedRecord(models.Model):
    """The last form in which one record of a file was brought: a digest, nothing of the record itself."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    organization = models.ForeignKey(Organization, models.PROTECT)
    kind = models.CharField(max_length=40)
    external_id = models.CharField(max_length=200)
    digest = models.CharField(max_length=64)

    class Meta:
        constraints = (models.UniqueConstraint(fields=["organization", "kind", "external_id"], name="imported_once"),)

    def __str__(self) -> str:
        return f"{self.kind} {self.external_id}"
