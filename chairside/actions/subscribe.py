"""Choose what a user hears of: providers, operatories of a location, sound, desktop notices."""

from django.db import transaction

from chairside.models import Location, Operatory, Provider, Subscription, User


@transaction.atomic
def subscribe(
    user: User,
    location: Location,
    *,
    providers: list[Provider],
    operatories: list[Operatory],
    hears_sounds: bool,
    wants_desktop_notices: bool,
) -> None:
    """Keep exactly these; operatories of other locations stay as they were."""
    own = Subscription.objects.filter(user=user)
    own.filter(provider__isnull=False).delete()
    own.filter(operatory__location=location).delete()
    owner = user.organization_id
    Subscription.objects.bulk_create(
        [
            *(Subscription(organization_id=owner, user=user, provider=one) for one in providers),
            *(Subscription(organization_id=owner, user=user, operatory=one) for one in operatories),
        ]
    )
    User.objects.filter(pk=user.pk).update(hears_sounds=hears_sounds, wants_desktop_notices=wants_desktop_notices)
