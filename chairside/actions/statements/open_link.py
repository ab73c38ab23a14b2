"""Open a statement's link for the guarantor, and for nobody else."""

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from chairside.actions.statements.writing_down import write_down
from chairside.models import Statement, StatementLink
from chairside.rules.statements import Person, digest_of, is_same_person, lock_after


class LinkOver(Exception):
    """The link has ended, or its statement was taken back."""


class WrongAnswer(Exception):
    """First name, last name and birth date are not all right; nothing says which of them."""


@dataclass
class TooManyAnswers(Exception):
    """Wrong answers were given too often; no more are taken until `until`."""

    until: datetime


def find_link(secret: str) -> StatementLink | None:
    """Give the link with this secret, with its statement, guarantor and location."""
    links = StatementLink.objects.select_related("statement__guarantor", "statement__location", "organization")
    return links.filter(digest=digest_of(secret)).first()


def check_link(link: StatementLink, now: datetime) -> None:
    """Raise `LinkOver` when it opens nothing any more."""
    if not link.is_open(now) or link.statement.taken_back_at is not None:
        raise LinkOver


def open_link(link: StatementLink, typed: Person, now: datetime) -> Statement:
    """Give the statement; raises `LinkOver`, `TooManyAnswers` or `WrongAnswer`, and a wrong answer is counted."""
    check_link(link, now)
    guarantor = link.statement.guarantor
    record = Person(guarantor.given_name, guarantor.family_name, guarantor.birth_date)
    if not _answered(link, is_right=is_same_person(typed, record), now=now):
        raise WrongAnswer
    statement: Statement = link.statement
    return statement


@transaction.atomic
def _answered(link: StatementLink, *, is_right: bool, now: datetime) -> bool:
    locked = StatementLink.objects.select_for_update().get(pk=link.pk)
    if locked.locked_until is not None and now < locked.locked_until:
        raise TooManyAnswers(locked.locked_until)
    if is_right:
        first_seen = locked.seen_at or now
        StatementLink.objects.filter(pk=locked.pk).update(wrong_answers=0, locked_until=None, seen_at=first_seen)
        write_down(link.statement, "the link of a statement was opened", {}, by=None, now=now)
        return True
    wrong = locked.wrong_answers + 1
    until = lock_after(wrong, now)
    StatementLink.objects.filter(pk=locked.pk).update(wrong_answers=wrong, locked_until=until)
    return False
