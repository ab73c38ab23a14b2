"""Whether a text that came while the location is closed gets the after-hours reply, and what it says."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from chairside.rules.communications.templates import SPANISH as SPANISH_CODE
from chairside.rules.communications.templates import written_day, written_time
from chairside.rules.fields import FIELD
from chairside.rules.inbound import Meaning, plain
from chairside.rules.opening_hours import OpeningHours
from chairside.rules.segments import LIMIT
from chairside.rules.wording import Words, say

FIELDS = ("first_name", "location", "phone", "opens")
"""The words in braces that the reply knows; `opens` is when the location opens next."""

FRESH = timedelta(hours=1)
"""A text that reached us later than this gets no reply: its writer does not wait for one any more."""

APART = timedelta(hours=12)
"""Two texts in one night get one reply, though midnight lies between them."""

ENGLISH_TEXT = (
    "Thank you for your text. {location} is closed now and opens {opens}; we will answer then. "
    "In an emergency call {phone}, or 911."
)
SPANISH_TEXT = (
    "Gracias por su mensaje. Ahora no atendemos en {location}; abrimos {opens} y le respondemos entonces. "
    "En una emergencia llame al {phone} o al 911."
)

# what answering machines say; a reply to one could go on for ever
MACHINES = re.compile(
    r"\b(auto(matic|mated|matically)? ?(reply|response|responder|message|text|generated)|"
    r"automatically (sent|generated)|"
    r"out of (the )?office|away from (my|the) (phone|desk|office)|i ?m driving|i am driving|driving right now|"
    r"do ?not disturb|cannot (take|answer) your (call|text)|cant talk (right )?now|"
    r"(is|are|am) (currently )?(closed|unavailable)|unmonitored|not monitored|do not reply|dont reply|noreply|"
    r"no longer in (use|service)|text(ing)? is not supported|will (reply|respond|get back)( to you)? (as soon as|when)|"
    r"respuesta automatica|mensaje automatico|estoy manejando|fuera de (la )?oficina|no responda)\b"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """All that is looked at; moments are aware."""

    meaning: Meaning
    body: str
    for_review: bool
    at: datetime
    last_replied_at: datetime | None


def replies(facts: Facts, hours: OpeningHours, now: datetime, zone: ZoneInfo) -> bool:
    """Whether it gets the reply: an ordinary, fresh text of a person, outside the hours, the first of the day."""
    return (
        facts.meaning is Meaning.ORDINARY
        and not facts.for_review
        and facts.at > now - FRESH
        and not hours.is_open(now.astimezone(zone))
        and not is_of_a_machine(facts.body)
        and _first_today(facts.last_replied_at, now, zone)
    )


def is_of_a_machine(body: str) -> bool:
    """Whether a text reads like one that an answering machine sends."""
    return bool(MACHINES.search(plain(body)))


def fill(template: str, values: Mapping[str, str]) -> str:
    """Put the values in; what has none is left out."""
    return FIELD.sub(lambda found: values.get(found[1], ""), template).strip()


def opens_in_words(moment: datetime | None, zone: ZoneInfo, language: str) -> str:
    """Say when the location opens next: Wed, Nov 25 at 8:00 AM; soon, where nobody knows."""
    if moment is None:
        return "pronto" if language == SPANISH_CODE else "soon"
    local = moment.astimezone(zone)
    at = "a las" if language == SPANISH_CODE else "at"
    return f"{written_day(local.date(), language)} {at} {written_time(local)}"


def fault_of(text: str) -> Words | None:
    """Say what is wrong with a wording; None when nothing is."""
    unknown = [name for name in dict.fromkeys(FIELD.findall(text)) if name not in FIELDS]
    if unknown:
        fields = ", ".join(f"{{{name}}}" for name in FIELDS)
        return say("There is no field {%(field)s} here. You can use %(fields)s.", field=unknown[0], fields=fields)
    if len(text) > LIMIT - 200:
        return say("This can grow too long for one text. Please shorten it.")
    return None


def _first_today(last: datetime | None, now: datetime, zone: ZoneInfo) -> bool:
    if last is None:
        return True
    return last <= now - APART and last.astimezone(zone).date() != now.astimezone(zone).date()
