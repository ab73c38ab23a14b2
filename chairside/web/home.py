"""The way in: to the inbox of the location where the user was last."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_safe

from chairside.models import Location
from chairside.rules.rights import Right
from chairside.web.found import user_of
from chairside.web.frame import frame


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """Go to an inbox; say so kindly when the user's roles open none."""
    user = user_of(request)
    open_inboxes = list(Location.objects.where_may(user, Right.REVIEW_INBOX))
    here = next((place for place in open_inboxes if place.pk == user.last_location_id), None)
    if here or open_inboxes:
        return redirect("inbox", (here or open_inboxes[0]).pk)
    return render(request, "no_inbox.html", frame(request, None))
