"""Draw allauth's pages as pages of the office."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from django.contrib import messages
from django.http import HttpResponse, HttpResponseBase
from django.utils.translation import gettext
from django.views.generic import View

from chairside.actions.users.note_own_deed import note_own_deed
from chairside.models import Location, User
from chairside.web.found import user_of
from chairside.web.frame import frame


class InTheOffice:
    """A page of allauth's inside the office's frame; what it did goes into the audit log and is said."""

    deed = ""
    said = ""

    def get_context_data(self, **values: Any) -> dict[str, Any]:
        """Add what the frame shows: the place where the user was last."""
        request = self.request  # type: ignore[attr-defined]
        shown: dict[str, Any] = super().get_context_data(**values)  # type: ignore[misc]
        return {**shown, **frame(request, own_location(user_of(request)))}

    def form_valid(self, form: Any) -> HttpResponseBase:
        answer: HttpResponseBase = super().form_valid(form)  # type: ignore[misc]
        request = self.request  # type: ignore[attr-defined]
        if self.deed:
            note_own_deed(user_of(request), self.deed, datetime.now(UTC))
        if self.said:
            messages.success(request, gettext(self.said))
        return answer

    def form_invalid(self, form: Any) -> HttpResponse:
        answer: HttpResponse = super().form_invalid(form)  # type: ignore[misc]
        if answer.status_code == 200:
            answer.status_code = 422
        return answer


def in_the_office(page: type[View], *, deed: str = "", said: str = "") -> Any:
    """Give allauth's page as one of ours."""
    drawn = type(page.__name__, (InTheOffice, page), {"deed": deed, "said": said})
    return drawn.as_view()  # type: ignore[attr-defined]


def own_location(user: User) -> Location | None:
    """Give the location where the user was last, else any that is open to them."""
    open_ones = list(Location.objects.open_to(user))
    return min(open_ones, key=lambda place: place.pk != user.last_location_id, default=None)
