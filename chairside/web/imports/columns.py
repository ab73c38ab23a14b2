"""Keep what the columns of a table mean, and have it checked."""

from __future__ import annotations

from datetime import UTC, datetime
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST

from chairside.actions.import_runs.choose_columns import choose_columns
from chairside.actions.import_runs.states import Elsewhere
from chairside.rules.rights import Right
from chairside.rules.tables.columns import TableKind
from chairside.web.found import place_or_404, user_of
from chairside.web.frame import frame
from chairside.web.imports.columns_form import ColumnsForm
from chairside.web.imports.pages import run_or_404
from chairside.web.imports.standing import Standing


@require_POST
def import_columns(request: HttpRequest, location_id: UUID, run_id: UUID) -> HttpResponse:
    """Keep them; what was chosen wrongly comes back with what is wrong."""
    location = place_or_404(request, location_id, Right.IMPORT_RECORDS)
    run = run_or_404(location, run_id)
    answer = redirect("import_run", location.pk, run.pk)
    answer.status_code = 303
    if not run.waits_for_a_person or not run.heads:
        return answer
    kind = request.POST.get("kind", run.kind)
    form = ColumnsForm(run, TableKind(kind) if kind in set(TableKind) else TableKind(run.kind), request.POST)
    columns = form.chosen()
    if columns is None:
        standing = Standing(run, location, user_of(request), datetime.now(UTC))
        values = {**frame(request, location), "run": run, "form": form, "standing": standing}
        return render(request, "imports/run.html", values, status=422)
    try:
        choose_columns(run, form.kind, columns)
    except Elsewhere:
        # another click was faster: the page shows where the import stands
        return answer
    return answer
