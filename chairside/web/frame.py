"""What the bar on top of every page shows: where we are, where else we may go, the red dot."""

from typing import Any

from django.http import HttpRequest

from chairside.models import Location, User
from chairside.models.inbox_numbers import inbox_numbers
from chairside.rules.rights import Right
from chairside.web.found import user_of


def frame(request: HttpRequest, location: Location | None) -> dict[str, Any]:
    """Give the values that the page's frame needs, for a page of this location or of none."""
    user = user_of(request)
    return {
        "user": user,
        "location": location,
        "locations": list(Location.objects.where_may(user, Right.REVIEW_INBOX)),
        "numbers": inbox_numbers(location.pk) if location else None,
        "colleagues": colleagues(location) if location else {},
    }


def colleagues(location: Location) -> dict[str, str]:
    """Give who works here, by id: live events carry ids only."""
    people = User.objects.filter(user_roles__location=location, is_active=True)
    return {str(person.pk): person.get_short_name() for person in people}
