"""Apply all the carrier's reports that are waiting, in one transaction.

One report is a batch of one. Attempts are locked in one order, so that two writers never wait for
each other in a ring; the reports of one attempt keep the order in which they came.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from uuid import UUID

from django.db import transaction

from chairside.actions.apply_status_report import apply_status_report
from chairside.actions.locations.prove_number import apply_test_report
from chairside.carriers.port import StatusReport


class ReportFate(StrEnum):
    """What became of one report."""

    APPLIED = "applied"
    OF_NOTHING_OURS = "of nothing ours"


@dataclass(frozen=True, slots=True)
class Reported:
    """One report at the door, its signature already checked."""

    location_id: UUID
    attempt_token: str
    report: StatusReport


@transaction.atomic
def apply_status_reports(reported: Sequence[Reported], now: datetime) -> list[ReportFate]:
    """Apply the reports and give each one's fate, in the order of `reported`."""
    places = sorted(range(len(reported)), key=lambda place: reported[place].attempt_token)
    fates = {place: _apply(reported[place], now) for place in places}
    return [fates[place] for place in range(len(reported))]


def _apply(one: Reported, now: datetime) -> ReportFate:
    known = apply_status_report(one.location_id, one.attempt_token, one.report, now)
    if not known:
        known = apply_test_report(one.location_id, one.attempt_token, one.report, now)
    return ReportFate.APPLIED if known else ReportFate.OF_NOTHING_OURS
