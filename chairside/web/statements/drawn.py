"""A statement as people read it: its lines, its amounts, its day."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from chairside.models import Statement
from chairside.rules.statement_words import written_date
from chairside.rules.statements import written_amount


@dataclass(frozen=True, slots=True)
class DrawnLine:
    """One line in words."""

    on: str
    patient: str
    what: str
    amount: str


@dataclass(frozen=True, slots=True)
class Drawn:
    """A statement in the words of a language."""

    name: str
    dated: str
    amount: str
    lines: list[DrawnLine]


def drawn(statement: Statement, language: str) -> Drawn:
    """Write a statement for a reader of this language."""
    return Drawn(
        name=statement.guarantor.name,
        dated=written_date(statement.dated, language),
        amount=written_amount(statement.amount),
        lines=[_line(one, language) for one in statement.lines],
    )


def _line(kept: dict[str, str], language: str) -> DrawnLine:
    on = written_date(date.fromisoformat(kept["on"]), language)
    return DrawnLine(on, kept["patient"], kept["what"], written_amount(Decimal(kept["amount"])))
