"""Statements: lines that add up, who may open a link, and how often somebody may try."""

import hashlib
import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal, InvalidOperation
from enum import StrEnum

from chairside.rules.communications.why import Why
from chairside.rules.inbound import plain
from chairside.rules.wording import say

LINK_LASTS = timedelta(days=30)
MOST_WRONG_ANSWERS = 5
LOCKED_FOR = timedelta(hours=1)
OF_USE = timedelta(days=3)
"""How long a statement tries to reach its guarantor before somebody is told."""

LARGEST = Decimal("999999.99")
MOST_LINES = 40
LARGEST_SUM = Decimal("9999999.99")


STAYS_OPEN = timedelta(minutes=15)
"""How long a statement that was opened may still be downloaded without another answer."""


class Standing(StrEnum):
    """How far a statement is: seen once is seen, and what was taken back is taken back."""

    NEW = "new"
    WAITING = "waiting"
    SENT = "sent"
    LOST = "lost"
    SKIPPED = "skipped"
    SEEN = "seen"
    TAKEN_BACK = "taken_back"


UNSENT = frozenset({Standing.NEW, Standing.SKIPPED, Standing.LOST})
"""Nobody has got it yet: a batch offers these."""


ON_ITS_WAY = Why("on_its_way", say("It is on its way already."))
BILLED_SINCE = Why("billed_since", say("A statement went to them on that day or later."))


class WrongAmount(Exception):
    """What was typed is no amount of money."""


@dataclass(frozen=True, slots=True)
class Line:
    """One line: the day, whom it is about, what for, and how much; a payment is below zero."""

    on: date
    patient: str
    what: str
    amount: Decimal


@dataclass(frozen=True, slots=True)
class Person:
    """A name and a birth date, as typed or as on record."""

    first_name: str
    last_name: str
    birth_date: date | None


def read_amount(typed: str) -> Decimal:
    """Read dollars and cents as people type them: 120, 120.5, $1,200.00, -35; raises `WrongAmount`."""
    written = typed.strip().replace("$", "").replace(",", "").replace("\u2212", "-")
    try:
        amount = Decimal(written)
    except InvalidOperation:
        raise WrongAmount from None
    if not amount.is_finite() or abs(amount) > LARGEST or amount != amount.quantize(Decimal("0.01")):
        raise WrongAmount
    return amount.quantize(Decimal("0.01"))


def written_amount(amount: Decimal) -> str:
    """Write dollars as they stand on a bill: $1,200.00, and a payment as -$35.00."""
    return f"{'-' if amount < 0 else ''}${abs(amount):,.2f}"


def total(lines: Sequence[Line]) -> Decimal:
    """Give what is owed after all lines."""
    return sum((line.amount for line in lines), Decimal("0.00"))


def is_same_person(typed: Person, record: Person) -> bool:
    """Whether first name, last name and birth date all match; case, accents and blanks aside."""
    if record.birth_date is None or typed.birth_date != record.birth_date:
        return False
    given = (plain(typed.first_name), plain(typed.last_name))
    return any(given) and given == (plain(record.first_name), plain(record.last_name))


def lock_after(wrong_answers: int, now: datetime) -> datetime | None:
    """Give until when a link takes no more answers, after so many wrong ones; None while it still does."""
    return now + LOCKED_FOR if wrong_answers and wrong_answers % MOST_WRONG_ANSWERS == 0 else None


def new_secret() -> str:
    """Make the last part of a link's address: nobody can guess it, and it tells nothing."""
    return secrets.token_urlsafe(18)


def digest_of(secret: str) -> str:
    """Give what is kept of a link's secret."""
    return hashlib.sha256(secret.encode()).hexdigest()
