"""Home > Reports > Audit log: who did what, when, to whose record; and the same as a CSV file."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import UTC, datetime
from uuid import UUID

from asgiref.sync import sync_to_async
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import render
from django.utils.translation import gettext
from django.views.decorators.http import require_safe

from chairside.actions.note_export import note_export
from chairside.models import AuditEntry, Location, User
from chairside.rules.rights import Right
from chairside.rules.spreadsheets import BYTE_ORDER_MARK, csv_line
from chairside.web.found import place_or_404, user_of
from chairside.web.frame import frame
from chairside.web.reports.audit_filters import AuditFilters, visible_to
from chairside.web.reports.audit_words import Line, lines, type_name

ROWS_AT_ONCE = 100
ROWS_IN_A_CHUNK = 500


@require_safe
def audit_log(request: HttpRequest, location_id: UUID) -> HttpResponse:
    """Show the entries that fit, newest first, a hundred at a time."""
    location = place_or_404(request, location_id, Right.REVIEW_AUDIT_LOG)
    user = user_of(request)
    filters = AuditFilters.read(request.GET, location.clock(datetime.now(UTC)).date())
    found = filters.apply(user, location).select_related("user", "location")
    if (before := request.GET.get("before", "")).isdecimal():
        found = found.filter(number__lt=int(before[:18]))
    entries = list(found[: ROWS_AT_ONCE + 1])
    shown = entries[:ROWS_AT_ONCE]
    known = visible_to(user)
    shared = frame(request, location)
    colleagues = User.objects.filter(organization_id=user.organization_id).order_by("name")
    values = {
        **shared,
        "filters": filters,
        "lines": lines(shown, location),
        "older": filters.address(before=str(shown[-1].number)) if len(entries) > ROWS_AT_ONCE else "",
        "people": [(one.pk, one.name) for one in colleagues],
        "location_choices": [(one.pk, one.name) for one in shared["locations"]],
        "types": sorted((kind, type_name(kind)) for kind in _distinct(known, "type")),
        "actions": sorted((action, gettext(action)) for action in _distinct(known, "action")),
    }
    return render(request, "reports/audit_log.html", values)


@require_safe
def audit_export(request: HttpRequest, location_id: UUID) -> StreamingHttpResponse:
    """Give all entries that fit as a CSV file; that it was taken is an entry itself."""
    location = place_or_404(request, location_id, Right.REVIEW_AUDIT_LOG)
    now = datetime.now(UTC)
    filters = AuditFilters.read(request.GET, location.clock(now).date())
    user = user_of(request)
    answer = StreamingHttpResponse(_csv(user, location, filters), content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="audit-log-{filters.first}-{filters.last}.csv"'
    note_export(user, location, "the audit log", filters.told(), now)
    return answer


async def _csv(user: User, location: Location, filters: AuditFilters) -> AsyncIterator[str]:
    heads = [gettext(head) for head in ("Date and time", "User", "Location", "Type", "Patient", "Action", "Details")]
    yield BYTE_ORDER_MARK + csv_line(heads)
    before = None
    while chunk := await sync_to_async(_chunk)(user, location, filters, before):
        before = chunk[-1][0]
        yield "".join(csv_line(_cells(line)) for _, line in chunk)


def _chunk(user: User, location: Location, filters: AuditFilters, before: int | None) -> list[tuple[int, Line]]:
    found = filters.apply(user, location).select_related("user", "location")
    if before is not None:
        found = found.filter(number__lt=before)
    entries: list[AuditEntry] = list(found[:ROWS_IN_A_CHUNK])
    return list(zip([entry.number for entry in entries], lines(entries, location), strict=True))


def _cells(line: Line) -> list[str]:
    moment = line.at.strftime("%Y-%m-%d %H:%M:%S%z")
    return [moment, line.user, line.location, line.type, line.patient, line.action, line.details]


def _distinct(known: object, column: str) -> set[str]:
    return set(known.order_by().values_list(column, flat=True).distinct())  # type: ignore[attr-defined]
