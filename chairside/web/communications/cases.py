"""How a template reads on a phone: its shortest and its longest case, and what the linter says of it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from django.conf import settings
from django.utils.translation import gettext, gettext_noop

from chairside.models import Location
from chairside.rules.communications.kinds import Kind
from chairside.rules.communications.linter import Finding
from chairside.rules.communications.templates import ENGLISH, SPANISH, Case, Wording, longest, shortest
from chairside.web.number_state import written_number

NAMES = {ENGLISH: "english", SPANISH: "spanish"}
CASES = {
    Kind.APPOINTMENT: (gettext_noop("One patient"), gettext_noop("Three siblings, long names, first text")),
    Kind.RECARE: (gettext_noop("One patient"), gettext_noop("Three siblings, long names, first text")),
    Kind.STATEMENT: (gettext_noop("Short name"), gettext_noop("Long name, first text")),
    Kind.CAMPAIGN: (gettext_noop("One patient"), gettext_noop("Three siblings, long names")),
}
UNKNOWN = "abcdefghijklmnopqrstuvwx"
"""Stands for a secret in a link as long as the real ones, which nobody is to open."""


@dataclass(frozen=True, slots=True)
class Preview:
    """One language: its cases, each with what it is a case of, and what the linter says."""

    language: str
    cases: list[tuple[str, Case]]
    findings: list[Finding]


def previews(kind: Kind, wording: Wording, location: Location, findings: Sequence[Finding] = ()) -> list[Preview]:
    """Give both languages; one without words of its own has no cases."""
    own = {ENGLISH: wording.english, SPANISH: wording.spanish}
    return [
        Preview(
            name,
            _cases(kind, wording, language, location) if own[language].strip() else [],
            [one for one in findings if one.field == name],
        )
        for language, name in NAMES.items()
    ]


def sample_body(wording: Wording, language: str, location: Location, case: Callable[..., Case] = shortest) -> str:
    """Give a case of a template, to be looked at on a phone."""
    return case(wording, language, location=location.name, phone=written_number(location)).body


def _cases(kind: Kind, wording: Wording, language: str, location: Location) -> list[tuple[str, Case]]:
    link = f"{settings.PUBLIC_URL}/s/{UNKNOWN}/"
    place = {"location": location.name, "phone": written_number(location), "link": link}
    short, long = CASES[kind]
    return [
        (gettext(short), shortest(wording, language, **place)),
        (gettext(long), longest(wording, language, **place)),
    ]
