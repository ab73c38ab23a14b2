"""Connect a location's number for texting to an account at the carrier."""

from django.db import transaction
from django.db.models.functions import Now

from chairside.live.bell import ring, wake_sender
from chairside.live.changes import Change, Kind
from chairside.models import Location, QueuedMessage, TextNumber
from chairside.rules.phones import to_e164


class CannotConnect(Exception):
    """The number cannot be connected; the text says why and what to do."""


@transaction.atomic
def connect_number(*, organization: str, location: str, number: str, account_sid: str, auth_token: str) -> TextNumber:
    """Connect it, or give it new credentials; the former token keeps working for webhooks on their way."""
    place = Location.objects.filter(organization__name=organization, name=location).first()
    if place is None:
        raise CannotConnect(f"There is no location “{location}” in “{organization}”.")
    e164 = to_e164(number)
    if e164 is None:
        raise CannotConnect(f"“{number}” is not a number; write it like +13125550190.")
    if not account_sid or not auth_token:
        raise CannotConnect("The account's sid and token are both needed; the carrier's console shows them.")
    if TextNumber.objects.filter(number=e164).exclude(location=place).exists():
        raise CannotConnect(f"{e164} belongs to another location already.")
    before = TextNumber.objects.filter(location=place).first()
    connected, _ = TextNumber.objects.update_or_create(
        location=place,
        defaults={
            "organization_id": place.organization_id,
            "number": e164,
            "account_sid": account_sid,
            "auth_token": auth_token,
            "previous_auth_token": before.auth_token if before and before.auth_token else None,
            "connected_at": Now(),
            "paused_at": None,
            "pause_reason": "",
            "rests_until": None,
        },
    )
    if before and before.number != e164:
        QueuedMessage.objects.filter(from_number=before.number).update(from_number=e164)
    wake_sender()
    ring([Change(Kind.RIGHTS, location_id=place.pk)])
    return connected
