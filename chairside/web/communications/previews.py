"""How a template reads when it is filled, and how many messages it makes."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.translation import gettext, ngettext

from chairside.models import Location, TextNumber
from chairside.rules.communications.templates import ENGLISH, SPANISH, Case, Wording, longest, shortest
from chairside.rules.phones import as_written_here
from chairside.web.labels import language_name


@dataclass(frozen=True, slots=True)
class Preview:
    """A template filled for somebody imagined."""

    title: str
    language: str
    body: str
    length: str


def previews(wording: Wording, location: Location) -> list[Preview]:
    """Give the shortest and the longest case in each language that has words of its own."""
    place = {"location": location.name, "phone": _phone(location)}
    found = []
    for language in (ENGLISH, SPANISH) if wording.spanish.strip() else (ENGLISH,):
        if wording.in_language(language).strip():
            found.append(_preview(gettext("shortest"), language, shortest(wording, language, **place)))
            found.append(_preview(gettext("longest"), language, longest(wording, language, **place)))
    return found


def sample_body(wording: Wording, language: str, location: Location) -> str:
    """Give the longest case of a template, to be looked at on a phone."""
    return longest(wording, language, location=location.name, phone=_phone(location)).body


def _preview(which: str, language: str, case: Case) -> Preview:
    title = gettext("%(language)s, %(which)s case") % {"language": language_name(language), "which": which}
    return Preview(title, language, case.body, _length(case))


def _length(case: Case) -> str:
    count = case.segments.count
    words = ngettext("%(count)s message", "%(count)s messages", count) % {"count": count}
    if not case.segments.culprits:
        return words
    because = gettext("because of %(letters)s only 70 letters fit into one") % {
        "letters": " ".join(case.segments.culprits[:5])
    }
    return f"{words}: {because}"


def _phone(location: Location) -> str:
    number = TextNumber.objects.filter(location=location).first()
    return as_written_here(number.number) if number else ""
