"""What the frame of every page shows: where we are, where else we may go, the red dot, the routing panel."""

from datetime import UTC, datetime
from typing import Any, NamedTuple
from uuid import UUID

from django.http import HttpRequest

from chairside.models import Continuity, Location, User
from chairside.models.inbox_numbers import inbox_numbers
from chairside.models.prepared import Asking, Prepared
from chairside.rules.rights import Right
from chairside.web.found import rights_of, user_of
from chairside.web.number_state import number_state
from chairside.web.places import PLACES, by_group, places_open
from chairside.web.presence import time_left

ADDRESSES = {place.address for place in PLACES}
COUNTED = {Right.REVIEW_INBOX, Right.MANAGE_INBOX}


OPEN_TO = Prepared(
    lambda user, organization: Location.objects.open_to(Asking(user, organization)).only("name", "abbreviation")
)
COLLEAGUES = Prepared(lambda place: User.objects.filter(user_roles__location=place, is_active=True).only("name"))
SAFE_MODE = Prepared(lambda: Continuity.objects.filter(safe_since__isnull=False).only("pk")[:1])


class OpenLocation(NamedTuple):
    """A location as the bar names it: plain values, since the bar is drawn once for all who see the same."""

    pk: UUID
    name: str
    abbreviation: str


def frame(request: HttpRequest, location: Location | None) -> dict[str, Any]:
    """Give the values that the page's frame needs, for a page of this location or of none."""
    user = user_of(request)
    now = datetime.now(UTC)
    rights = rights_of(request, location) if location else frozenset()
    numbers = inbox_numbers(location.pk, user.pk) if location and COUNTED & rights else None
    return {
        "user": user,
        "location": location,
        "here": _open(location) if location else None,
        "locations": tuple(map(_open, OPEN_TO(user.pk, user.organization_id))),
        "rights": rights,
        "places": by_group(places_open(rights)),
        "at": _place_of(request),
        "number_state": number_state(location, now) if location and Right.REVIEW_INBOX in rights else None,
        "numbers": numbers if Right.REVIEW_INBOX in rights else None,
        "safe_mode": SAFE_MODE.any(),
        "tasks": numbers.tasks if numbers and Right.MANAGE_INBOX in rights else None,
        "colleagues": colleagues(location) if location else {},
        "left": time_left(request.session, user, now).time.total_seconds(),
    }


def _place_of(request: HttpRequest) -> str | None:
    """Give the address's name of the place in the menu that this page is, if it is one."""
    match = request.resolver_match
    return match.url_name if match and match.url_name in ADDRESSES else None


def _open(location: Location) -> OpenLocation:
    return OpenLocation(location.pk, location.name, location.abbreviation)


def colleagues(location: Location) -> dict[str, str]:
    """Give who works here, by id: live events carry ids only."""
    return {str(person.pk): person.get_short_name() for person in COLLEAGUES(location.pk)}
