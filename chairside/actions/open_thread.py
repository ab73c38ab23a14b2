"""Find the thread with a contact at a location, or make an empty one, ready to write."""

from datetime import datetime

from chairside.actions.refusals import Refused
from chairside.models import Location, Patient, Thread
from chairside.models.circumstances import circumstances, number_for_texting
from chairside.models.identifiers import new_id
from chairside.rules.may_text import by_hand


def open_thread(location: Location, contact: Patient, now: datetime) -> Thread:
    """Give the thread for the contact's number for texting; raise `Refused` when there is no number."""
    number = number_for_texting(contact)
    if number is None:
        raise Refused(by_hand(circumstances(location, contact, None), may_manage_inbox=True))
    thread, _ = Thread.objects.get_or_create(
        location=location,
        contact=contact,
        number=number,
        defaults={"id": new_id(), "organization_id": location.organization_id, "created_at": now},
    )
    return thread
