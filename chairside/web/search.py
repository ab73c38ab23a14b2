"""The search of every page (Ctrl+K): patients, pages and actions in one list."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext
from django.views.decorators.http import require_safe

from chairside.models import Location, Patient
from chairside.rules.patients import PatientStatus
from chairside.rules.rights import Right
from chairside.rules.search_words import understand
from chairside.web.finder import Find, find
from chairside.web.found import rights_of, user_of
from chairside.web.looking_up import patients_found, typed
from chairside.web.places import places_open


@dataclass(frozen=True, slots=True)
class Deed:
    """A page to go to, or a dialog to open."""

    title: str
    icon: str
    href: str = ""
    opens: str = ""


@require_safe
def search(request: HttpRequest, location_id: UUID) -> HttpResponse:
    """Give what fits the words typed, as far as the user's rights go."""
    location = get_object_or_404(Location.objects.open_to(user_of(request)), pk=location_id)
    rights = rights_of(request, location)
    words = typed(request.GET.get("q"))
    values = {
        "words": words,
        "location": location,
        "patients": _patients(request, location, rights, words),
        "deeds": [deed for deed in _deeds(location, rights) if _fits(deed.title, words)],
        "opens_patients": Right.REVIEW_PATIENTS in rights,
    }
    return render(request, "search/results.html", values)


def _patients(request: HttpRequest, location: Location, rights: frozenset[Right], words: str) -> list[Find]:
    if not rights & {Right.REVIEW_PATIENTS, Right.REVIEW_INBOX}:
        return []
    sought = understand(words, location.clock(datetime.now(UTC)).date())
    asked = request.GET.get("inactive") == "yes"
    found: list[Patient] = patients_found(location, sought, inactive=asked)
    shown = [one for one in found if asked or one.status != PatientStatus.INACTIVE]
    return [find(one, location, may=Right.MANAGE_INBOX in rights) for one in shown]


def _deeds(location: Location, rights: frozenset[Right]) -> list[Deed]:
    deeds = [Deed(place.title, place.icon, href=place.url(location)) for place in places_open(rights)]
    if Right.REVIEW_INBOX in rights:
        deeds.append(Deed(gettext("New message"), "square-pen", opens="finder"))
    if Right.EDIT_SCHEDULE in rights:
        deeds.append(
            Deed(gettext("New appointment"), "calendar-plus", href=reverse("new_appointment", args=[location.pk]))
        )
    if Right.EDIT_PATIENTS in rights:
        deeds.append(Deed(gettext("New patient"), "user-plus", href=reverse("new_patient", args=[location.pk])))
    deeds.append(Deed(gettext("Keyboard shortcuts"), "keyboard", opens="shortcuts"))
    return deeds


def _fits(title: str, words: str) -> bool:
    said = title.casefold()
    return bool(words) and all(word in said for word in words.casefold().split())
