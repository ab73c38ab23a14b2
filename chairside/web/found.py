"""Find what the request names, among what its user may see: a stranger finds nothing (404)."""

from functools import cache
from typing import cast
from uuid import UUID

from django.http import Http404, HttpRequest

from chairside.models import Location, Thread, User
from chairside.models.prepared import Asking, Prepared
from chairside.rules.rights import Right, known_rights

THREAD = Prepared(
    lambda thread, place, user, organization: (
        Thread.objects.visible_to(Asking(user, organization))
        .filter(pk=thread, location=place)
        .select_related("contact")
    )
)


@cache
def _place_where_may(right: Right) -> Prepared[Location]:
    return Prepared(
        lambda place, user, organization: (
            Location.objects.where_may(Asking(user, organization), right)
            .filter(pk=place)
            .with_rights()
            .select_related("text_number", "organization")
        )
    )


def user_of(request: HttpRequest) -> User:
    """Give the signed-in user; the gate has let nobody else in."""
    return cast("User", request.user)


def place_or_404(request: HttpRequest, location_id: UUID, right: Right) -> Location:
    """Give the location if the user's role there has this right."""
    user = user_of(request)
    found = _place_where_may(right).first(location_id, user.pk, user.organization_id)
    if found is None:
        raise Http404
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
    user = user_of(request)
    thread = THREAD.first(thread_id, location.pk, user.pk, user.organization_id)
    if thread is None:
        raise Http404
    thread.location = location
    return thread
