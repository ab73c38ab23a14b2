"""The communications of a location: their lists by kind, each one's page, and the switch."""

from __future__ import annotations

from datetime import UTC, datetime
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from chairside.actions.communications.drop_communication import HasHistory, drop_communication, has_history
from chairside.actions.communications.keep_communication import (
    NameTaken,
    Setup,
    change_communication,
    make_communication,
    switch_communication,
)
from chairside.actions.refusals import ChangedSince
from chairside.models import Communication, Location, RecareType
from chairside.rules.communications.kinds import Kind, Trigger
from chairside.rules.communications.templates import FIELDS
from chairside.rules.rights import Right
from chairside.web.communications.form import CommunicationForm, trigger_of
from chairside.web.communications.forms import SET_UP, form_of
from chairside.web.communications.visit_form import VisitForm
from chairside.web.communications.words import TRIGGERS, when_words
from chairside.web.done import done, refused
from chairside.web.found import place_or_404, rights_of, user_of
from chairside.web.frame import frame

LISTS = {Kind.APPOINTMENT: "communications", Kind.RECARE: "recare", Kind.STATEMENT: "estatement"}
"""Where those of a kind are listed: the name of the address, and of its tab."""

LIST_PAGES = {
    Kind.APPOINTMENT: "communications/list_appointment.html",
    Kind.RECARE: "communications/list_recare.html",
    Kind.STATEMENT: "communications/list_statement.html",
}


@require_safe
def communications(request: HttpRequest, location_id: UUID) -> HttpResponse:
    """List the appointment communications."""
    return _listed(request, location_id, Kind.APPOINTMENT)


@require_safe
def recare(request: HttpRequest, location_id: UUID) -> HttpResponse:
    """List the recare communications."""
    return _listed(request, location_id, Kind.RECARE)


@require_safe
def estatement(request: HttpRequest, location_id: UUID) -> HttpResponse:
    """List the communications by which statements go out."""
    return _listed(request, location_id, Kind.STATEMENT)


@require_http_methods(["GET", "HEAD", "POST"])
def new_communication(request: HttpRequest, location_id: UUID) -> HttpResponse:
    """Make one about visits; it is switched on when kept unless the switch says no."""
    location = place_or_404(request, location_id, Right.EDIT_COMMUNICATIONS)
    first = trigger_of(request.GET.get("trigger", ""), TRIGGERS, Trigger.BEFORE)
    given = request.POST.dict() if request.method == "POST" else None
    return _new(request, location, VisitForm(location, None, given, first))


@require_http_methods(["GET", "HEAD", "POST"])
def new_recare(request: HttpRequest, location_id: UUID) -> HttpResponse:
    """Make one about due dates."""
    location = place_or_404(request, location_id, Right.EDIT_COMMUNICATIONS)
    given = request.POST.dict() if request.method == "POST" else None
    return _new(request, location, form_of(Kind.RECARE)(location, None, given))


@require_http_methods(["GET", "HEAD", "POST"])
def new_estatement(request: HttpRequest, location_id: UUID) -> HttpResponse:
    """Make one by which statements go out."""
    location = place_or_404(request, location_id, Right.EDIT_COMMUNICATIONS)
    given = request.POST.dict() if request.method == "POST" else None
    return _new(request, location, form_of(Kind.STATEMENT)(location, None, given))


@require_http_methods(["GET", "HEAD", "POST"])
def communication(request: HttpRequest, location_id: UUID, communication_id: UUID) -> HttpResponse:
    """Show and change one."""
    right = Right.EDIT_COMMUNICATIONS if request.method == "POST" else Right.REVIEW_COMMUNICATIONS
    location = place_or_404(request, location_id, right)
    kept = _find(location, communication_id)
    given = request.POST.dict() if request.method == "POST" else None
    form = form_of(Kind(kept.kind))(location, kept, given)
    if request.method == "POST" and (setup := form.setup()) and _change(request, kept, setup, form):
        words = gettext("%(name)s was changed.") % {"name": setup.name}
        return done(request, words, LISTS[form.kind], location.pk)
    return _page(request, location, form)


@require_POST
def activity(request: HttpRequest, location_id: UUID, communication_id: UUID) -> HttpResponse:
    """Switch one on or off."""
    location = place_or_404(request, location_id, Right.EDIT_COMMUNICATIONS)
    kept = _find(location, communication_id)
    on = request.POST.get("on") == "yes"
    switch_communication(kept, on=on, by=user_of(request), now=datetime.now(UTC))
    words = gettext("%(name)s is switched on.") if on else gettext("%(name)s is switched off. Nothing more is sent.")
    return done(request, words % {"name": kept.name}, LISTS[Kind(kept.kind)], location.pk)


@require_POST
def removal(request: HttpRequest, location_id: UUID, communication_id: UUID) -> HttpResponse:
    """Delete one that was never used."""
    location = place_or_404(request, location_id, Right.EDIT_COMMUNICATIONS)
    kept = _find(location, communication_id)
    try:
        drop_communication(kept, by=user_of(request), now=datetime.now(UTC))
    except HasHistory:
        words = gettext(
            "%(name)s has planned texts already. It stays, so that they can be read; switch it off instead."
        )
        return refused(request, words % {"name": kept.name}, "communication", location.pk, kept.pk)
    words = gettext("%(name)s was deleted.")
    return done(request, words % {"name": kept.name}, LISTS[Kind(kept.kind)], location.pk)


def _listed(request: HttpRequest, location_id: UUID, kind: Kind) -> HttpResponse:
    location = place_or_404(request, location_id, Right.REVIEW_COMMUNICATIONS)
    kept = Communication.objects.filter(location=location, kind=kind).select_related("recare_type")
    values = {
        **frame(request, location),
        "tab": LISTS[kind],
        "listed": [(one, when_words(one)) for one in kept.order_by("recare_type__name", "trigger", "name")],
        "has_types": RecareType.objects.filter(organization_id=location.organization_id).exists(),
    }
    return render(request, LIST_PAGES[kind], values)


def _new(request: HttpRequest, location: Location, form: CommunicationForm) -> HttpResponse:
    if request.method == "POST" and (setup := form.setup()):
        try:
            made = make_communication(
                location, setup, active=form.is_on("active"), by=user_of(request), now=datetime.now(UTC)
            )
        except NameTaken:
            _say_taken(form)
        else:
            words = gettext("%(name)s is switched on.") if made.active_since else gettext("%(name)s is kept, and off.")
            return done(request, words % {"name": made.name}, LISTS[form.kind], location.pk)
    return _page(request, location, form)


def _find(location: Location, communication_id: UUID) -> Communication:
    here = Communication.objects.filter(location=location, kind__in=SET_UP).select_related("recare_type")
    return get_object_or_404(here, pk=communication_id)


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
        "tab": LISTS[form.kind],
        "form": form,
        "kept": form.kept,
        "when": when_words(form.kept) if form.kept else "",
        "has_history": form.kept is not None and has_history(form.kept),
        "fields": FIELDS[form.kind],
        "may_edit": Right.EDIT_COMMUNICATIONS in rights_of(request, location),
    }
    return render(request, "communications/communication.html", values, status=422 if form.errors else 200)
