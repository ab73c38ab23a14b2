"""The statements of a patient: those that they get as guarantor."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from chairside.models import Location, Statement
from chairside.rules.rights import Right
from chairside.web.found import place_or_404, rights_of, user_of
from chairside.web.patients.pages import find_patient, show
from chairside.web.statements.standing import rows

MOST = 100


@require_safe
def statements_of(request: HttpRequest, location_id: UUID, patient_id: UUID) -> HttpResponse:
    """Show them, of every location whose statements the user may see."""
    place_or_404(request, location_id, Right.REVIEW_STATEMENTS)
    location, patient = find_patient(request, location_id, patient_id)
    places = Location.objects.where_may(user_of(request), Right.REVIEW_STATEMENTS)
    found = Statement.objects.filter(guarantor=patient, location__in=places).with_standing()
    listed = list(found.select_related("guarantor", "location").order_by("-dated", "-id")[:MOST])
    values = {"rows": rows(listed), "may_bill": Right.EDIT_STATEMENTS in rights_of(request, location)}
    return show(request, location, patient, "patient_statements", values)
