"""Basic Info of a patient, and the form of a new one."""

from __future__ import annotations

from datetime import UTC, datetime
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods

from chairside.actions.patients.keep_record import change_record, make_record
from chairside.actions.refusals import ChangedSince
from chairside.rules.rights import Right
from chairside.web.found import place_or_404, rights_of, user_of
from chairside.web.frame import frame
from chairside.web.patients.basic_form import BasicForm
from chairside.web.patients.pages import back, find_patient, show

METHODS = ["GET", "HEAD", "POST"]


@require_http_methods(METHODS)
def basic(request: HttpRequest, location_id: UUID, patient_id: UUID) -> HttpResponse:
    """Show and change the names, birth date, status, language and phones."""
    location, patient = find_patient(request, location_id, patient_id)
    now = datetime.now(UTC)
    given = request.POST if request.method == "POST" else None
    form = BasicForm(location, now, patient, given, may_mark=Right.MARK_DUPLICATES in rights_of(request, location))
    if request.method == "POST" and (facts := form.facts()):
        try:
            change_record(patient, facts, by=user_of(request), now=now, seen=request.POST.get("seen"))
        except ChangedSince:
            _, present = find_patient(request, location_id, patient_id)
            form.show_changes(present)
            return show(request, location, present, "patient", {"form": form}, status=409)
        return back(request, "patient", location, patient, gettext("Basic Info was changed."))
    return show(request, location, patient, "patient", {"form": form}, status=422 if form.errors else 200)


@require_http_methods(METHODS)
def new_patient(request: HttpRequest, location_id: UUID) -> HttpResponse:
    """The form of a new record; a new patient speaks for themselves until the contact is changed."""
    location = place_or_404(request, location_id, Right.EDIT_PATIENTS)
    now = datetime.now(UTC)
    given = request.POST if request.method == "POST" else None
    form = BasicForm(location, now, None, given, may_mark=False)
    if request.method == "POST" and (facts := form.facts()):
        made = make_record(location.organization, facts, by=user_of(request), now=now)
        messages.success(request, gettext("The record was made. Set the preference for text messages next."))
        answer = redirect("preferences", location.pk, made.pk)
        answer.status_code = 303
        return answer
    values = {**frame(request, location), "form": form}
    return render(request, "patients/new.html", values, status=422 if form.errors else 200)
