"""The list of imports with the way in, and one import as it stands."""

from __future__ import annotations

from datetime import UTC, datetime
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods, require_safe

from chairside.actions.import_runs.begin_import import LARGEST, begin_import
from chairside.models import ImportRun, ImportState, Location
from chairside.rules.fhir.records import BrokenFile
from chairside.rules.rights import Right
from chairside.rules.tables.columns import TableKind
from chairside.web.found import place_or_404, user_of
from chairside.web.frame import frame
from chairside.web.gate import is_part
from chairside.web.imports.columns_form import ColumnsForm
from chairside.web.imports.standing import Standing, result_of

MOST_SHOWN = 20
PART = 1024 * 1024


@require_http_methods(["GET", "HEAD", "POST"])
def imports(request: HttpRequest, location_id: UUID) -> HttpResponse:
    """Show what was brought lately, and take in a file."""
    location = place_or_404(request, location_id, Right.IMPORT_RECORDS)
    fault = ""
    if request.method == "POST":
        run, fault = _take_in(request, location)
        if run:
            answer = redirect("import_run", location.pk, run.pk)
            answer.status_code = 303
            return answer
    runs = ImportRun.objects.seen_from(location).select_related("by")[:MOST_SHOWN]
    values = {
        "lines": [(run, location.clock(run.created_at), result_of(run)) for run in runs],
        "fault": fault,
        "largest": LARGEST,
    }
    return render(request, "imports/list.html", {**frame(request, location), **values}, status=422 if fault else 200)


@require_safe
def import_run(request: HttpRequest, location_id: UUID, run_id: UUID) -> HttpResponse:
    """Show one import; its page asks again whenever the bell rings for it."""
    location = place_or_404(request, location_id, Right.IMPORT_RECORDS)
    run = run_or_404(location, run_id)
    values = {"run": run, "standing": Standing(run, location, user_of(request), datetime.now(UTC)), "form": None}
    choosing = run.state == ImportState.CHOOSING
    if choosing or (run.state == ImportState.CHECKED and run.is_table and "columns" in request.GET):
        kind = request.GET.get("kind", run.kind)
        values["form"] = ColumnsForm(run, TableKind(kind) if kind in set(TableKind) else TableKind(run.kind))
    name = "imports/standing.html" if is_part(request) else "imports/run.html"
    return render(request, name, {**frame(request, location), **values})


def run_or_404(location: Location, run_id: UUID) -> ImportRun:
    """Give the import if it can be seen from this location."""
    seen = ImportRun.objects.seen_from(location).select_related("by", "organization", "location")
    return get_object_or_404(seen, pk=run_id)


def _take_in(request: HttpRequest, location: Location) -> tuple[ImportRun | None, str]:
    file = request.FILES.get("file")
    if file is None or not file.name:
        return None, gettext("Choose a file first.")
    try:
        run = begin_import(
            file.chunks(PART),
            file_name=file.name,
            organization=location.organization,
            location=location,
            by=user_of(request),
            now=datetime.now(UTC),
        )
    except BrokenFile as broken:
        return None, f"{str(broken)[:1].upper()}{str(broken)[1:]}."
    return run, ""
