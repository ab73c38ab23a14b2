"""The rows that were kept out, as a file to be mended and brought again."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator
from datetime import UTC, datetime
from itertools import islice
from uuid import UUID

from asgiref.sync import sync_to_async
from django.http import Http404, HttpRequest, StreamingHttpResponse
from django.views.decorators.http import require_safe

from chairside.actions.note_export import note_export
from chairside.models.import_errors import error_lines
from chairside.rules.rights import Right
from chairside.rules.spreadsheets import BYTE_ORDER_MARK, csv_line
from chairside.web.found import place_or_404, user_of
from chairside.web.imports.pages import run_or_404

LINES_AT_ONCE = 500


@require_safe
def problems(request: HttpRequest, location_id: UUID, run_id: UUID) -> StreamingHttpResponse:
    """Give the file, and write down that it was taken out."""
    location = place_or_404(request, location_id, Right.IMPORT_RECORDS)
    run = run_or_404(location, run_id)
    if not run.is_table or not run.problems.filter(kept_out=True).exists():
        raise Http404
    answer = StreamingHttpResponse(_file(error_lines(run)), content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = 'attachment; filename="rows-to-mend.csv"'
    note_export(user_of(request), location, "rows of an import to be mended", {}, datetime.now(UTC))
    return answer


async def _file(lines: Iterator[list[str]]) -> AsyncIterator[str]:
    yield BYTE_ORDER_MARK
    while some := await sync_to_async(_some)(lines):
        yield "".join(map(csv_line, some))


def _some(lines: Iterator[list[str]]) -> list[list[str]]:
    return list(islice(lines, LINES_AT_ONCE))
