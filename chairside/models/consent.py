"""The ledger of consent: which number was opted in or out, when, and by whom or which word."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection
from enum import StrEnum
from uuid import UUID

from django.db import models

from chairside.models.fields import Within, choices, one_of
from chairside.models.identifiers import new_id
from chairside.models.location import Location
from chairside.models.organization import Organization
from chairside.models.prepared import AnyOf, Prepared
from chairside.models.user import User
from chairside.rules.consent_categories import EVERYTHING, Category


class Source(StrEnum):
    """Where an entry comes from."""

    WORD = "word"  # the phone itself texted it
    STAFF = "staff"
    IMPORT = "import"
    CARRIER = "carrier"


class ConsentQuerySet(models.QuerySet["ConsentEntry"]):
    """Questions to the ledger."""

    @staticmethod
    def standing(organization_id: UUID, numbers: Collection[str]) -> dict[str, ConsentEntry]:
        """Give the newest entry of each number: what holds now, for every location."""
        if not numbers:
            return {}
        return {entry.number: entry for entry in STANDING(organization_id, list(numbers))}

    def agreed_to(self, organization_id: UUID, numbers: Collection[str]) -> dict[str, frozenset[Category]]:
        """Give what each number has said a standing Yes to, beyond texts about care."""
        said = (
            self.filter(organization_id=organization_id, number__in=numbers)
            .exclude(category=EVERYTHING)
            .order_by("number", "category", "-id")
            .distinct("number", "category")
        )
        agreed: dict[str, set[Category]] = defaultdict(set)
        for entry in said:
            if entry.opted_in:
                agreed[entry.number].add(Category(entry.category))
        return {number: frozenset(categories) for number, categories in agreed.items()}

    def opted_out(self, organization_id: UUID, number: str) -> bool:
        """Whether the number may not be texted; a number without any entry has not opted out."""
        entry = self.standing(organization_id, [number]).get(number)
        return entry is not None and not entry.opted_in


STANDING = Prepared(
    lambda organization, numbers: (
        ConsentEntry.objects.filter(organization_id=organization, number=AnyOf(numbers), category=EVERYTHING)
        .order_by("number", "-id")
        .distinct("number")
    )
)


class ConsentEntry(models.Model):
    """One line of the ledger; lines are added, never changed."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    organization = models.ForeignKey(Organization, models.PROTECT)
    number = models.CharField(max_length=32)
    # what it speaks of: everything, as STOP and START do, or one kind of text that needs a Yes of its own
    category = models.CharField(max_length=16, choices=choices(Category), blank=True, default=EVERYTHING)
    opted_in = models.BooleanField()
    at = models.DateTimeField()
    source = models.CharField(max_length=8, choices=choices(Source))
    wording = models.CharField(max_length=300)
    by = Within(User, models.PROTECT, null=True, blank=True, related_name="+")
    location = Within(Location, models.PROTECT, null=True, blank=True, related_name="+")

    objects = ConsentQuerySet.as_manager()

    class Meta:
        constraints = (
            one_of("source", Source, name="consent_source_known"),
            models.CheckConstraint(
                condition=models.Q(category__in=[EVERYTHING, *(one.value for one in Category)]),
                name="consent_category_known",
            ),
        )
        indexes = (
            models.Index(fields=["organization", "number", "-id"], name="consent_standing"),
            models.Index(fields=["location", "at"], condition=models.Q(opted_in=False), name="consent_ended"),
        )

    def __str__(self) -> str:
        return f"consent entry {self.pk}"
