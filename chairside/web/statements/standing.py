"""How far a statement is, in words: sent or not, by which way, seen, taken back."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext, gettext_noop

from chairside.models import PlannedMessage, Statement, StatementLink
from chairside.models.planned_message import Channel
from chairside.rules.communications.kinds import State
from chairside.rules.statements import Standing, written_amount

WORDS = {
    Standing.NEW: gettext_noop("Not sent yet"),
    Standing.WAITING: gettext_noop("On its way"),
    Standing.SENT: gettext_noop("Sent"),
    Standing.LOST: gettext_noop("Did not arrive"),
    Standing.SKIPPED: gettext_noop("Could not be sent"),
    Standing.SEEN: gettext_noop("Seen"),
    Standing.TAKEN_BACK: gettext_noop("Taken back"),
}

ICONS = {
    Standing.NEW: "circle-dashed",
    Standing.WAITING: "clock",
    Standing.SENT: "check",
    Standing.LOST: "circle-alert",
    Standing.SKIPPED: "circle-slash",
    Standing.SEEN: "eye",
    Standing.TAKEN_BACK: "undo-2",
}

WAYS = {Channel.TEXT: gettext_noop("by text"), Channel.EMAIL: gettext_noop("by email")}


@dataclass(frozen=True, slots=True)
class Row:
    """One statement in a list; moments are the location's own."""

    statement: Statement
    amount: str
    standing: str
    words: str
    icon: str
    ways: str
    seen_at: datetime | None
    downloaded_at: datetime | None


def rows(statements: Sequence[Statement]) -> list[Row]:
    """Draw statements that come `with_standing`, with their guarantors and locations."""
    ids = [one.pk for one in statements]
    sent = PlannedMessage.objects.filter(statement__in=ids).exclude(state=State.SKIPPED).order_by("id")
    ways: dict[object, list[str]] = {}
    for statement_id, channel in sent.values_list("statement_id", "channel"):
        ways.setdefault(statement_id, []).append(way_words(channel))
    links: dict[object, list[StatementLink]] = {}
    for link in StatementLink.objects.filter(statement__in=ids).order_by("id"):
        links.setdefault(link.statement_id, []).append(link)
    return [_row(one, ways.get(one.pk, []), links.get(one.pk, [])) for one in statements]


def way_words(channel: str) -> str:
    """Say by which way."""
    return gettext(WAYS[Channel(channel)])


def standing_words(standing: str) -> str:
    """Say how far a statement is."""
    return gettext(WORDS[Standing(standing)])


def _row(statement: Statement, ways: Sequence[str], links: Sequence[StatementLink]) -> Row:
    standing: str = statement.standing  # type: ignore[attr-defined]
    return Row(
        statement=statement,
        amount=written_amount(statement.amount),
        standing=standing,
        words=standing_words(standing),
        icon=ICONS[Standing(standing)],
        ways=", ".join(dict.fromkeys(ways)),
        seen_at=_first(statement, [one.seen_at for one in links]),
        downloaded_at=_first(statement, [one.downloaded_at for one in links]),
    )


def _first(statement: Statement, moments: Sequence[datetime | None]) -> datetime | None:
    known = [one for one in moments if one]
    return statement.location.clock(min(known)) if known else None
