"""How far the newest test text of a location is, step by step."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from django.utils.translation import gettext

from chairside.actions.receiving.lookups import TEST_ANSWER_WITHIN
from chairside.models import Location, TextNumberTest
from chairside.rules.carrier_errors import explain
from chairside.rules.phones import as_written_here
from chairside.web.drawing import in_words

SHOWN_FOR = timedelta(hours=12)


@dataclass(frozen=True, slots=True)
class Step:
    """One step of the way; `at` when it was done (the location's own time), None while it is awaited."""

    words: str
    at: datetime | None


@dataclass(frozen=True, slots=True)
class Proof:
    """A test text: its phone, the steps, what went wrong, and whether one still waits for something."""

    to: str
    steps: list[Step]
    fault: str
    waits: bool


def newest_proof(location: Location, now: datetime) -> Proof | None:
    """Give the newest test of the last hours."""
    tests = TextNumberTest.objects.filter(location=location, body="", begun_at__gt=now - SHOWN_FOR)
    test = tests.first()
    return _proof(test, location, now) if test else None


def sample_proof(test: TextNumberTest, location: Location, now: datetime) -> Proof:
    """Tell how far a sample of a communication is; no answer is awaited."""
    told = _proof(test, location, now)
    return replace(told, steps=told.steps[:2], waits=told.waits and not test.delivered_at)


def _proof(test: TextNumberTest, location: Location, now: datetime) -> Proof:
    done = [
        (gettext("The carrier has taken it"), test.accepted_at),
        (gettext("It has arrived on the phone"), test.delivered_at),
        (gettext("The answer has come back"), test.answered_at),
    ]
    over = now > test.begun_at + TEST_ANSWER_WITHIN
    return Proof(
        to=as_written_here(test.to),
        steps=[Step(words, location.clock(at) if at else None) for words, at in done],
        fault=_fault(test, over=over),
        waits=not (over or test.answered_at or test.failed_at),
    )


def _fault(test: TextNumberTest, *, over: bool) -> str:
    if test.failed_at:
        error = explain(test.error_code)
        return f"{in_words(error.sentence)} {in_words(error.remedy)}"
    if not over or test.answered_at or (test.body and test.accepted_at):
        return ""
    if not test.accepted_at:
        return gettext("It has not left. Check that the worker runs: chairside doctor tells.")
    return gettext(
        "No answer came within 15 minutes. If the phone did answer, check the number's webhook address at the carrier."
    )
