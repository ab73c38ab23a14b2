"""What would become of a statement, in words."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.translation import gettext

from chairside.actions.statements.foresee import Foreseen
from chairside.models import Location, Statement
from chairside.rules.communications.why import Why
from chairside.rules.statements import written_amount
from chairside.web.drawing import clock, in_words, short_date
from chairside.web.statements.standing import way_words


@dataclass(frozen=True, slots=True)
class Prospect:
    """One statement and its way; without a way it is left out. `why` are sentences."""

    statement: Statement
    amount: str
    goes: bool
    way: str
    why: list[str]


def in_words_of(foreseen: Foreseen, location: Location) -> Prospect:
    """Say it; moments are the location's own."""
    return Prospect(
        statement=foreseen.statement,
        amount=written_amount(foreseen.statement.amount),
        goes=foreseen.channel is not None,
        way=_way(foreseen, location),
        why=[_said(one) for one in foreseen.why],
    )


def _way(foreseen: Foreseen, location: Location) -> str:
    if foreseen.channel is None:
        return ""
    way = way_words(foreseen.channel)
    if foreseen.until is None:
        return way
    local = location.clock(foreseen.until)
    return gettext("%(way)s, not before %(day)s, %(time)s") % {
        "way": way, "day": short_date(local), "time": clock(local)
    }  # fmt: skip


def _said(reason: Why) -> str:
    sentence, remedy = reason.sentence, reason.remedy
    return f"{in_words(sentence)} {in_words(remedy)}" if remedy else in_words(sentence)
