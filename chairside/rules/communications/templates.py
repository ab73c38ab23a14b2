"""What an automated text says: fields filled in the recipient's language, and how long it can become."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from chairside.rules.communications.kinds import Kind
from chairside.rules.fields import FIELD
from chairside.rules.segments import Segments, split

ENGLISH, SPANISH = "en", "es"

ABOUT_ANYBODY = ("first_name", "patients", "location", "phone")
FIELDS: Mapping[Kind, tuple[str, ...]] = {
    Kind.APPOINTMENT: (*ABOUT_ANYBODY, "date", "time"),
    Kind.RECARE: (*ABOUT_ANYBODY, "date"),
    Kind.STATEMENT: (*ABOUT_ANYBODY, "link"),
    Kind.CAMPAIGN: ABOUT_ANYBODY,
}
"""Which words in braces each kind knows."""

OPT_OUT_LINE = {ENGLISH: "Reply STOP to opt out.", SPANISH: "Responda STOP para no recibir textos."}

DAYS = {
    ENGLISH: ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"),
    SPANISH: ("lun", "mar", "mié", "jue", "vie", "sáb", "dom"),
}
MONTHS = {
    ENGLISH: ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"),
    SPANISH: ("ene", "feb", "mar", "abr", "may", "jun", "jul", "ago", "sep", "oct", "nov", "dic"),
}
AND = {ENGLISH: "and", SPANISH: "y"}


@dataclass(frozen=True, slots=True)
class Wording:
    """A template in both languages; without Spanish the English is for everybody."""

    english: str
    spanish: str = ""

    def in_language(self, language: str) -> str:
        return (language == SPANISH and self.spanish) or self.english


@dataclass(frozen=True, slots=True)
class Someone:
    """A patient as a text names them, and the local time of their visit, where it is about one."""

    given_name: str
    family_name: str = ""
    at: datetime | None = None


def language_of(code: str) -> str:
    """Give the language of the texts for a record's language: Spanish, or English for all others."""
    return SPANISH if code.lower().startswith(SPANISH) else ENGLISH


def values(
    language: str, *, contact: str, patients: Sequence[Someone], location: str, phone: str, link: str = ""
) -> dict[str, str]:
    """Give what the fields mean in a text to `contact` (a first name) about these patients."""
    filled = {
        "first_name": contact,
        "patients": together(_names(patients), language),
        "location": location,
        "phone": phone,
        "link": link,
    }
    times = [one.at for one in patients if one.at]
    if times:
        filled["date"] = written_day(min(times).date(), language)
        filled["time"] = _times(patients, language)
    return filled


def fill(template: str, filled: Mapping[str, str]) -> str:
    """Put the values in; what has none is left out, for nobody reads the text before it goes."""
    return FIELD.sub(lambda found: filled.get(found[1], ""), template).strip()


def with_way_out(body: str, language: str) -> str:
    """Tell how to opt out, unless the text does so already."""
    return body if "STOP" in body else f"{body} {OPT_OUT_LINE[language]}"


def written_day(day: date, language: str) -> str:
    """Write a day as short as can be read: Tue, Nov 24; mar 24 nov."""
    name, month = DAYS[language][day.weekday()], MONTHS[language][day.month - 1]
    return f"{name} {day.day} {month}" if language == SPANISH else f"{name}, {month} {day.day}"


def written_time(at: datetime) -> str:
    """Write a time of day as people here do: 3:00 PM."""
    return f"{at.hour % 12 or 12}:{at:%M} {'AM' if at.hour < 12 else 'PM'}"


def together(parts: Sequence[str], language: str) -> str:
    """Join names as in a sentence: Leo, Mia and Ada."""
    if len(parts) < 2:
        return "".join(parts)
    return f"{', '.join(parts[:-1])} {AND[language]} {parts[-1]}"


def _names(patients: Sequence[Someone]) -> list[str]:
    """Name each once, by the first name alone where that is clear."""
    people = list(dict.fromkeys((one.given_name, one.family_name) for one in patients))
    given = [name for name, _ in people]
    return [f"{name} {family}".strip() if given.count(name) > 1 else name or family for name, family in people]


def _times(patients: Sequence[Someone], language: str) -> str:
    """Give the time, or each time with the name it is for when they differ."""
    # at one time they stand as the names do: who answers by number counts along the text
    visits = sorted(
        ((one.at, one.given_name or one.family_name) for one in patients if one.at), key=lambda visit: visit[0]
    )
    told = list(dict.fromkeys(written_time(at) for at, _ in visits))
    if len(told) < 2:
        return "".join(told)
    if len({name for _, name in visits}) == 1:
        return together(told, language)
    return together([f"{written_time(at)} ({name})" for at, name in visits], language)


@dataclass(frozen=True, slots=True)
class Case:
    """A template filled for somebody imagined, and how many messages it makes."""

    body: str
    segments: Segments


NINE, QUARTER_TO_ELEVEN = datetime(2026, 5, 1, 9), datetime(2026, 11, 25, 10, 45)  # noqa: DTZ001 an office's own clock
SHORTEST = (Someone("Al", "", NINE),)
LONGEST = tuple(
    Someone(name, "", QUARTER_TO_ELEVEN + timedelta(hours=place))
    for place, name in enumerate(("Maximiliana", "Bartholomew", "Christopher"))
)
LINK = "https://text.example.com/s/abcdefghijklmnopqrstuvwx"


def shortest(wording: Wording, language: str, *, location: str, phone: str, link: str = LINK) -> Case:
    """Give the text for one patient with a short name."""
    body = _imagined(wording, language, SHORTEST, location=location, phone=phone, link=link)
    return Case(body, split(body))


def longest(wording: Wording, language: str, *, location: str, phone: str, link: str = LINK) -> Case:
    """Give the text for three siblings at three times, with the line that a first text carries."""
    body = with_way_out(_imagined(wording, language, LONGEST, location=location, phone=phone, link=link), language)
    return Case(body, split(body))


def _imagined(
    wording: Wording, language: str, people: Sequence[Someone], *, location: str, phone: str, link: str
) -> str:
    first = people[0].given_name
    filled = values(language, contact=first, patients=people, location=location, phone=phone, link=link)
    return fill(wording.in_language(language), filled)
