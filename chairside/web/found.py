"""Find what the request names, among what its user may see: a stranger finds nothing (404)."""

from typing import cast
from uuid import UUID

from django.http import HttpRequest
from django.shortcuts import get_object_or_404

from chairside.models import Location, Thread, User
from chairside.rules.rights import Right, known_rights


def user_of(request: HttpRequest) -> User:
    """Give the signed-in user; the gate has let nobody else in."""
    return cast("User", request.user)


def place_or_404(request: HttpRequest, location_id: UUID, right: Right) -> Location:
    """Give the location if the user's role there has this right."""
    open_ones = Location.objects.where_may(user_of(request), right).with_rights()
    found = get_object_or_404(open_ones.select_related("text_number", "organization"), pk=location_id)
    _asked(request)[found.pk] = known_rights(found.rights)
    return found


def rights_of(request: HttpRequest, location: Location) -> frozenset[Right]:
    """Give what the user may do at a location, asked once for each request."""
    asked = _asked(request)
    if location.pk not in asked:
        asked[location.pk] = user_of(request).rights_at(location.pk)
    return asked[location.pk]


def _asked(request: HttpRequest) -> dict[UUID, frozenset[Right]]:
    asked: dict[UUID, frozenset[Right]] = request.META.setdefault("chairside.rights", {})
    return asked


def location_or_404(request: HttpRequest, location_id: UUID) -> Location:
    """Give the location if the user may review its inbox."""
    return place_or_404(request, location_id, Right.REVIEW_INBOX)


def thread_or_404(request: HttpRequest, location: Location, thread_id: UUID) -> Thread:
    """Give the thread of this location if the user may read it."""
    visible = Thread.objects.visible_to(user_of(request)).filter(location=location)
    thread = get_object_or_404(visible.select_related("contact"), pk=thread_id)
    thread.location = location
    return thread
