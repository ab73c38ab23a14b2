"""What is done with an import: bring it, undo it, forget it."""

from __future__ import annotations

from datetime import UTC, datetime
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext
from django.views.decorators.http import require_POST

from chairside.actions.import_runs.bring_import import bring_import
from chairside.actions.import_runs.discard_import import discard_import
from chairside.actions.import_runs.states import Elsewhere
from chairside.actions.import_runs.undo_import import TooLate, undo_import
from chairside.models import ImportRun, Location
from chairside.rules.rights import Right
from chairside.web.done import done, refused
from chairside.web.found import place_or_404, user_of
from chairside.web.imports.pages import run_or_404

STANDS_ELSEWHERE = "This was done already; the page shows where the import stands now."


@require_POST
def bringing(request: HttpRequest, location_id: UUID, run_id: UUID) -> HttpResponse:
    """Bring what was checked."""
    location = place_or_404(request, location_id, Right.IMPORT_RECORDS)
    run = run_or_404(location, run_id)
    try:
        bring_import(run)
    except Elsewhere:
        return refused(request, gettext(STANDS_ELSEWHERE), "import_run", location.pk, run.pk)
    return _shown(location, run)


@require_POST
def undoing(request: HttpRequest, location_id: UUID, run_id: UUID) -> HttpResponse:
    """Take back what was brought."""
    location = place_or_404(request, location_id, Right.IMPORT_RECORDS)
    run = run_or_404(location, run_id)
    try:
        undo_import(run, by=user_of(request), now=datetime.now(UTC))
    except TooLate:
        words = gettext("More than a day has passed; this import can no longer be undone.")
        return refused(request, words, "import_run", location.pk, run.pk)
    except Elsewhere:
        return refused(request, gettext(STANDS_ELSEWHERE), "import_run", location.pk, run.pk)
    return _shown(location, run)


@require_POST
def removal(request: HttpRequest, location_id: UUID, run_id: UUID) -> HttpResponse:
    """Forget a file of which nothing was brought."""
    location = place_or_404(request, location_id, Right.IMPORT_RECORDS)
    run = run_or_404(location, run_id)
    try:
        discard_import(run)
    except Elsewhere:
        words = gettext("Its records are here already. Undo the import instead.")
        return refused(request, words, "import_run", location.pk, run.pk)
    return done(request, gettext("The file was left; nothing of it was kept."), "imports", location.pk)


def _shown(location: Location, run: ImportRun) -> HttpResponse:
    """Go to the page, which tells how far it is: a word that was said would soon be untrue."""
    answer = redirect("import_run", location.pk, run.pk)
    answer.status_code = 303
    return answer
