"""The communications of a location: their list, each one's page, and the switch."""

from __future__ import annotations

from datetime import UTC, datetime
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from chairside.actions.communications.keep_communication import (
    NameTaken,
    Setup,
    change_communication,
    make_communication,
    switch_communication,
)
from chairside.actions.refusals import ChangedSince
from chairside.models import Communication, Location
from chairside.rules.communications.kinds import Kind, Trigger
from chairside.rules.communications.templates import FIELDS
from chairside.rules.rights import Right
from chairside.web.communications.form import CommunicationForm
from chairside.web.communications.words import TRIGGERS, when_words
from chairside.web.done import done
from chairside.web.found import place_or_404, user_of
from chairside.web.frame import frame


@require_safe
def communications(request: HttpRequest, location_id: UUID) -> HttpResponse:
    """List the appointment communications."""
    location = place_or_404(request, location_id, Right.REVIEW_COMMUNICATIONS)
    kept = Communication.objects.filter(location=location, kind=Kind.APPOINTMENT)
    values = {
        **frame(request, location),
        "tab": "communications",
        "listed": [(one, when_words(one)) for one in kept.order_by("trigger", "name")],
    }
    return render(request, "communications/list.html", values)


@require_http_methods(["GET", "HEAD", "POST"])
def new_communication(request: HttpRequest, location_id: UUID) -> HttpResponse:
    """Make one; it is switched on when kept unless the switch says no."""
    location = place_or_404(request, location_id, Right.EDIT_COMMUNICATIONS)
    form = CommunicationForm(None, request.POST.dict() if request.method == "POST" else None, _trigger(request))
    if request.method == "POST" and (setup := form.setup()):
        try:
            made = make_communication(
                location, setup, active=form.is_on("active"), by=user_of(request), now=datetime.now(UTC)
            )
        except NameTaken:
            _say_taken(form)
        else:
            words = gettext("%(name)s is switched on.") if made.active_since else gettext("%(name)s is kept, and off.")
            return done(request, words % {"name": made.name}, "communications", location.pk)
    return _page(request, location, form)


@require_http_methods(["GET", "HEAD", "POST"])
def communication(request: HttpRequest, location_id: UUID, communication_id: UUID) -> HttpResponse:
    """Show and change one."""
    right = Right.EDIT_COMMUNICATIONS if request.method == "POST" else Right.REVIEW_COMMUNICATIONS
    location = place_or_404(request, location_id, right)
    kept = _find(location, communication_id)
    form = CommunicationForm(kept, request.POST.dict() if request.method == "POST" else None)
    if request.method == "POST" and (setup := form.setup()) and _change(request, kept, setup, form):
        words = gettext("%(name)s was changed.") % {"name": setup.name}
        return done(request, words, "communications", location.pk)
    return _page(request, location, form)


@require_POST
def activity(request: HttpRequest, location_id: UUID, communication_id: UUID) -> HttpResponse:
    """Switch one on or off."""
    location = place_or_404(request, location_id, Right.EDIT_COMMUNICATIONS)
    kept = _find(location, communication_id)
    on = request.POST.get("on") == "yes"
    switch_communication(kept, on=on, by=user_of(request), now=datetime.now(UTC))
    words = gettext("%(name)s is switched on.") if on else gettext("%(name)s is switched off. Nothing more is sent.")
    return done(request, words % {"name": kept.name}, "communications", location.pk)


def _find(location: Location, communication_id: UUID) -> Communication:
    return get_object_or_404(Communication, pk=communication_id, location=location, kind=Kind.APPOINTMENT)


def _trigger(request: HttpRequest) -> Trigger:
    asked = request.GET.get("trigger", "")
    return Trigger(asked) if asked in {one.value for one in TRIGGERS} else Trigger.BEFORE


def _change(request: HttpRequest, kept: Communication, setup: Setup, form: CommunicationForm) -> bool:
    """Change it; False when it could not be, told by the form."""
    try:
        change_communication(kept, setup, by=user_of(request), now=datetime.now(UTC), seen=request.POST.get("seen"))
    except NameTaken:
        _say_taken(form)
    except ChangedSince:
        kept.refresh_from_db()
        form.show_changes(kept)
    else:
        return True
    return False


def _say_taken(form: CommunicationForm) -> None:
    form.errors["name"] = gettext("There is a communication of this name already. Choose another.")


def _page(request: HttpRequest, location: Location, form: CommunicationForm) -> HttpResponse:
    values = {
        **frame(request, location),
        "tab": "communications",
        "form": form,
        "kept": form.kept,
        "when": when_words(form.kept) if form.kept else "",
        "fields": FIELDS[Kind.APPOINTMENT],
        "may_edit": user_of(request).may(Right.EDIT_COMMUNICATIONS, location.pk),
    }
    return render(request, "communications/communication.html", values, status=422 if form.errors else 200)
