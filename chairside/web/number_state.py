"""What stands in the way of sending from a location's number, told on every page to those who answer there."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.utils.translation import gettext, ngettext

from chairside.models import Location, QueuedMessage, TextNumber
from chairside.rules.carrier_errors import explain
from chairside.rules.phones import as_written_here
from chairside.web.drawing import clock, in_words

WORTH_TELLING = timedelta(seconds=15)
CREDENTIALS = 20003


@dataclass(frozen=True, slots=True)
class NumberState:
    """One sentence on what is the matter, one on what becomes of the texts, and whether somebody must act."""

    sentence: str
    consequence: str
    is_paused: bool


def written_number(location: Location) -> str:
    """Give the location's number as people here write it, "" without one."""
    number: TextNumber | None = getattr(location, "text_number", None)
    return as_written_here(number.number) if number else ""


def number_state(location: Location, now: datetime) -> NumberState | None:
    """Give what is the matter; None when the number sends, or when there is none."""
    number: TextNumber | None = getattr(location, "text_number", None)
    if number is None:
        return None
    if number.paused_at:
        return NumberState(_paused(location, number, number.paused_at), _waiting(number), is_paused=True)
    if number.rests_until and number.rests_until - now > WORTH_TELLING:
        sentence = gettext("The carrier has no room for more texts from %(location)s until %(time)s.")
        told = sentence % {"location": location.name, "time": clock(location.clock(number.rests_until))}
        return NumberState(told, _waiting(number), is_paused=False)
    if _is_used_up(location, number, now):
        sentence = gettext("%(location)s has sent as many texts as its number may today.") % {"location": location.name}
        return NumberState(sentence, _waiting(number), is_paused=False)
    return None


def _paused(location: Location, number: TextNumber, since: datetime) -> str:
    values = {"location": location.name, "time": clock(location.clock(since)), "why": pause_reason(number)}
    if values["why"]:
        return gettext("Texting is paused at %(location)s since %(time)s. %(why)s") % values
    return gettext("Texting is paused at %(location)s since %(time)s.") % values


def pause_reason(number: TextNumber) -> str:
    """Say why a number is paused: a code of the carrier's, or what somebody wrote."""
    if number.pause_reason == "credentials":
        return in_words(explain(CREDENTIALS).sentence)
    if number.pause_reason.isdecimal():
        return in_words(explain(int(number.pause_reason)).sentence)
    return number.pause_reason


def _waiting(number: TextNumber) -> str:
    count = QueuedMessage.objects.filter(from_number=number.number).count()
    if not count:
        return gettext("What is to go out waits until then.")
    return ngettext("%(count)s text waits.", "%(count)s texts wait.", count) % {"count": count}


def _is_used_up(location: Location, number: TextNumber, now: datetime) -> bool:
    is_today = number.counted_on == location.clock(now).date()
    return is_today and number.segments_per_day is not None and number.segments_counted >= number.segments_per_day
