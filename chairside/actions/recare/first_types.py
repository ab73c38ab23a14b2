"""What a new organization begins with: cleanings for adults and for children."""

from chairside.models import Organization, RecareType
from chairside.models.identifiers import new_id
from chairside.rules.recare import FIRST_TYPES


def make_first_types(organization: Organization) -> list[RecareType]:
    """Make them, inside the caller's transaction."""
    return RecareType.objects.bulk_create(
        RecareType(id=new_id(), organization=organization, name=name, amount=amount, unit=unit, codes=list(codes))
        for name, amount, unit, codes in FIRST_TYPES
    )
