"""Apply all the carrier's reports that are waiting, in one transaction.

One report is a batch of one. Nearly all say that a text which is bound has come one step further: those are
written together. Every other goes the long way (`apply_status_report`), and so do all of its attempt, in order.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from uuid import UUID

from chairside.actions.apply_status_report import apply_status_report
from chairside.actions.locations.prove_number import apply_test_report
from chairside.actions.receiving.sql import one_way, transaction_in_two_ways
from chairside.actions.receiving.statements import MOVE, REPORTED, RING
from chairside.actions.receiving.way import Way
from chairside.carriers.port import StatusReport
from chairside.live.changes import CHANGES, Change, Kind, pack
from chairside.rules.delivery import SAID_BY_CARRIER, Status, advance

LONG_WAY = frozenset({Status.FAILED, Status.UNDELIVERED})


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


@dataclass(frozen=True, slots=True)
class Sent:
    """What is known of a text that reports are about."""

    token: str
    carrier_id: UUID | None
    location_id: UUID
    message_id: UUID
    thread_id: UUID
    status: str
    is_special: bool

    def takes(self, reported: Iterable[Reported]) -> bool:
        """Whether these reports say nothing but that this text has come further."""
        return not self.is_special and all(
            one.location_id == self.location_id
            and one.report.carrier_id == self.carrier_id
            and SAID_BY_CARRIER.get(one.report.status) not in LONG_WAY
            for one in reported
        )


def apply_status_reports(reported: Sequence[Reported], now: datetime) -> list[ReportFate]:
    """Apply the reports and give each one's fate, in the order of `reported`."""
    by_token: dict[str, list[Reported]] = defaultdict(list)
    for one in reported:
        by_token[one.attempt_token].append(one)
    with transaction_in_two_ways() as ways:
        sent = {row[0]: Sent(*row) for row in ways.first(REPORTED, {"tokens": sorted(by_token)})}
        together = {token for token, found in sent.items() if found.takes(by_token[token])}
        with ways.last() if len(together) == len(by_token) else one_way() as way:
            _move(way, [(sent[token], by_token[token]) for token in together], now)
        return [ReportFate.APPLIED if one.attempt_token in together else _apply(one, now) for one in reported]


def _move(way: Way, steps: Sequence[tuple[Sent, list[Reported]]], now: datetime) -> None:
    moved = [(found, status) for found, reports in steps if (status := _newest(found, reports)) != found.status]
    if not moved:
        return
    way.send(
        MOVE,
        {
            "now": now,
            "ids": [found.message_id for found, _ in moved],
            "statuses": [status.value for _, status in moved],
        },
    )
    for payload in pack(Change(Kind.THREAD, found.location_id, found.thread_id) for found, _ in moved):
        way.send(RING, {"channel": CHANGES, "payload": payload})


def _newest(found: Sent, reports: Iterable[Reported]) -> Status:
    status = Status(found.status)
    for one in reports:
        status = advance(status, one.report.status)
    return status


def _apply(one: Reported, now: datetime) -> ReportFate:
    known = apply_status_report(one.location_id, one.attempt_token, one.report, now)
    if not known:
        known = apply_test_report(one.location_id, one.attempt_token, one.report, now)
    return ReportFate.APPLIED if known else ReportFate.OF_NOTHING_OURS
