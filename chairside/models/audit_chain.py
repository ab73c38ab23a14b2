"""Whether an organization's audit log is as it was written: every line's hash, and how the lines hang together."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from uuid import UUID

from django.db import connection

from chairside.models.organization import Organization
from chairside.models.records import AuditHead

CHUNK = 2000

LINES = """
SELECT line.number, line.id, line.previous_hash, line.hash, chairside_audit_hash(line)
FROM chairside_auditentry AS line
WHERE line.organization_id = %s AND line.number > %s ORDER BY line.number LIMIT %s
"""


@dataclass(frozen=True, slots=True)
class Break:
    """The first place at which the chain does not hold; `line` counts from 1."""

    line: int
    what: str
    entry_id: UUID | None = None


@dataclass(frozen=True, slots=True)
class Verdict:
    """What was found of one organization: how many lines hold, the newest hash, and the first break, if any."""

    organization: str
    lines: int
    newest_hash: str
    broken: Break | None


def verify_chain(organization: Organization) -> Verdict:
    """Walk the whole log from its first line; memory stays that of one chunk."""
    number, newest, broken = 0, "", None
    for line, entry_id, previous, kept, computed in _lines(organization.pk):
        broken = _fault(number, newest, line, previous, intact=kept == computed)
        if broken:
            broken = Break(broken.line, broken.what, entry_id)
            break
        number, newest = line, kept
    return Verdict(organization.name, number, newest, broken or _fault_of_end(organization, number, newest))


def _lines(organization_id: UUID) -> Iterator[tuple[int, UUID, str, str, str]]:
    after = 0
    while True:
        with connection.cursor() as cursor:
            cursor.execute(LINES, [organization_id, after, CHUNK])
            chunk = cursor.fetchall()
        yield from chunk
        if len(chunk) < CHUNK:
            return
        after = chunk[-1][0]


def _fault(number: int, newest: str, line: int, previous: str, *, intact: bool) -> Break | None:
    if line != number + 1:
        return Break(number + 1, "this line is missing")
    if not intact:
        return Break(line, "this line was changed after it was written")
    if previous != newest:
        return Break(line, "this line does not follow the one before it: lines were exchanged or made anew")
    return None


def _fault_of_end(organization: Organization, number: int, newest: str) -> Break | None:
    head = AuditHead.objects.filter(organization=organization).first()
    kept = (head.number, head.hash) if head else (0, "")
    if kept == (number, newest):
        return None
    if kept[0] > number:
        return Break(number + 1, "this line is missing, and everything after it")
    return Break(number, "the end of the log is not the one that was written last")
