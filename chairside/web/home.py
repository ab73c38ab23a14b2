"""The way in: to the location where the user was last, and there to the first page that is open."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_safe

from chairside.models import Location
from chairside.web.found import user_of
from chairside.web.frame import frame
from chairside.web.places import places_open


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """Go to where the user was last; say so kindly when the user's roles open nothing."""
    user = user_of(request)
    open_ones = list(Location.objects.open_to(user))
    first = sorted(open_ones, key=lambda place: place.pk != user.last_location_id)
    for location in first:
        if pages := places_open(user.rights_at(location.pk)):
            return redirect(pages[0].url(location))
    return render(request, "nothing_open.html", frame(request, None))


@require_safe
def location_home(request: HttpRequest, location_id: UUID) -> HttpResponse:
    """Go to the first page of a location that is open to the user."""
    user = user_of(request)
    location = get_object_or_404(Location.objects.open_to(user), pk=location_id)
    pages = places_open(user.rights_at(location.pk))
    if not pages:
        return render(request, "nothing_open.html", frame(request, None))
    return redirect(pages[0].url(location))
