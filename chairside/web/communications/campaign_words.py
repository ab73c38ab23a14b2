"""The words of campaigns for people: what can be chosen, and what a segment, a stage and a figure are called."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from django.utils.translation import gettext, gettext_noop

from chairside.models.campaign_numbers import Figure
from chairside.rules.communications.segment import Segment
from chairside.rules.patients import PatientStatus
from chairside.web.drawing import short_date
from chairside.web.labels import patient_status

AHEAD = {
    "": gettext_noop("with or without a visit ahead"),
    "none": gettext_noop("no visit ahead"),
    "some": gettext_noop("a visit ahead"),
}
LANGUAGES = {
    "": gettext_noop("any"),
    "en": gettext_noop("English"),
    "es": gettext_noop("Spanish"),
}
MOBILE = {
    "": gettext_noop("with or without a mobile number"),
    "only": gettext_noop("only with a mobile number"),
}
CATEGORY = {
    "care": gettext_noop("Care: news of the office that patients need, such as other hours"),
    "marketing": gettext_noop("Offer: anything that promotes; only to those who agreed to offers"),
}
HOURS = {
    "": gettext_noop("8 AM to 9 PM at the recipient's place"),
    "open": gettext_noop("only while the location is open"),
}
START = {
    "now": gettext_noop("as soon as it is started"),
    "later": gettext_noop("at a set time"),
}
FIGURES = {
    Figure.CHOSEN: gettext_noop("Patients chosen"),
    Figure.WAITING: gettext_noop("Patients still waiting"),
    Figure.SKIPPED: gettext_noop("Patients left out"),
    Figure.UNDER_WAY: gettext_noop("Texts under way"),
    Figure.SENT: gettext_noop("Texts sent"),
    Figure.DELIVERED: gettext_noop("Texts delivered"),
    Figure.REPLIED: gettext_noop("Texts replied to"),
    Figure.FAILED: gettext_noop("Texts failed"),
    Figure.NOT_CONFIRMED: gettext_noop("Texts not confirmed"),
    Figure.OPTED_OUT: gettext_noop("Texts that ended in an opt-out"),
}


def spoken(choices: Mapping[str, str]) -> list[tuple[str, str]]:
    """Give choices as (value, words in the reader's language)."""
    return [(value, gettext(words)) for value, words in choices.items()]


def figure_name(figure: Figure) -> str:
    return gettext(FIGURES[figure])


def segment_in_words(segment: Segment) -> list[str]:
    """Say what the patients of a segment have in common, filter by filter."""
    said = [", ".join(patient_status(PatientStatus(status)) for status in segment.statuses)]
    said += _days(gettext("last seen"), segment.seen_from, segment.seen_until)
    if segment.ahead:
        said.append(gettext(AHEAD[segment.ahead.value]))
    said += _days(gettext("a visit"), segment.visit_from, segment.visit_until)
    said += _days(gettext("recare due"), segment.due_from, segment.due_until)
    if segment.age_from is not None:
        said.append(gettext("from %(age)s years") % {"age": segment.age_from})
    if segment.age_to is not None:
        said.append(gettext("up to %(age)s years") % {"age": segment.age_to})
    if segment.language:
        said.append(gettext(LANGUAGES[segment.language]))
    if segment.only_with_mobile:
        said.append(gettext(MOBILE["only"]))
    return said


def _days(what: str, first: date | None, last: date | None) -> list[str]:
    if first and last:
        return [gettext("%(what)s from %(first)s to %(last)s") % _named(what, first, last)]
    if first:
        return [gettext("%(what)s on or after %(first)s") % _named(what, first, first)]
    return [gettext("%(what)s on or before %(last)s") % _named(what, last, last)] if last else []


def _named(what: str, first: date, last: date) -> dict[str, str]:
    return {"what": what, "first": short_date(first), "last": short_date(last)}
