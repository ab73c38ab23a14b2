"""Add what a person told staff to the ledger of consent, with their words."""

from datetime import datetime

from chairside.models import ConsentEntry, Location, Source, User
from chairside.models.identifiers import new_id
from chairside.rules.consent_categories import Category


def note_in_ledger(
    number: str,
    *,
    opted_in: bool,
    wording: str,
    location: Location,
    by: User,
    now: datetime,
    category: Category | None = None,
) -> None:
    """Add one line; without a category it is about all texts."""
    ConsentEntry.objects.create(
        id=new_id(),
        organization_id=location.organization_id,
        number=number,
        category=category.value if category else "",
        opted_in=opted_in,
        at=now,
        source=Source.STAFF,
        wording=wording.strip()[:300],
        by=by,
        location=location,
    )
