"""May an automated text leave now? One verdict, asked when a text is released and again when it is sent.

It goes, or it waits until a moment, or it is not sent; the last two say why.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from chairside.rules.communications import why
from chairside.rules.communications.timing import at_clock
from chairside.rules.communications.why import Code, Why, from_gate
from chairside.rules.consent_categories import NEEDS_CONSENT, Category
from chairside.rules.may_text import Circumstances, by_itself
from chairside.rules.may_text import Code as Gate
from chairside.rules.opening_hours import OpeningHours
from chairside.rules.patients import PatientStatus
from chairside.rules.quiet_hours import EARLIEST, LATEST, decent_until
from chairside.rules.wording import say

LOOK_AGAIN = timedelta(minutes=5)
"""How often a text looks whether its location's paused number works again."""

WEEK = timedelta(days=7)
MOST_A_WEEK = 3
MOST_TURNS = 20


@dataclass(frozen=True, slots=True, kw_only=True)
class Terms:
    """What a text is and the hours it keeps; it never leaves outside 8:00 to 21:00, whatever they say."""

    category: Category
    expires_at: datetime
    earliest: time = EARLIEST
    latest: time = LATEST
    only_when_open: bool = False
    # it answers a text that the contact has just sent: no limit of how often counts
    is_answer: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Setting:
    """What surrounds it; `earlier` are the moments of automated texts about the same patient's care."""

    gate: Circumstances
    patient_status: PatientStatus
    zone: ZoneInfo
    now: datetime
    earlier: Sequence[datetime] = ()
    agreed_to: frozenset[Category] = frozenset()
    opening: OpeningHours | None = None
    location_zone: ZoneInfo | None = None


@dataclass(frozen=True, slots=True)
class Verdict:
    """Without a reason it goes; with a moment it waits until then; else it is not sent."""

    against: tuple[Why, ...] = ()
    until: datetime | None = None

    @property
    def goes(self) -> bool:
        return not self.against

    @property
    def waits(self) -> bool:
        return self.until is not None


def leave(terms: Terms, setting: Setting) -> Verdict:
    """Judge one text about one patient at this moment."""
    if setting.now >= terms.expires_at:
        return Verdict((why.TOO_LATE,))
    reasons = tuple(_reasons(terms, setting))
    if [reason.code for reason in reasons] == [Gate.TEXT_NUMBER_PAUSED]:
        return _in_time(setting.now + LOOK_AGAIN, reasons[0], terms)
    if reasons:
        return Verdict(reasons)
    return _in_its_hours(terms, setting)


def _reasons(terms: Terms, setting: Setting) -> Iterator[Why]:
    judged = by_itself(setting.gate, patient_status=setting.patient_status, now=setting.now, zone=setting.zone)
    yield from (from_gate(reason) for reason in judged.reasons)
    if terms.category in NEEDS_CONSENT and terms.category not in setting.agreed_to:
        yield no_consent(terms.category, setting.gate.contact)


def no_consent(category: Category, contact: str) -> Why:
    """Say that the contact has no Yes on record to texts of this kind."""
    if category is Category.BILLING:
        sentence = say("%(contact)s has not agreed to texts about bills.", contact=contact)
    else:
        sentence = say("%(contact)s has not agreed to texts about offers.", contact=contact)
    return Why(Code.NO_CONSENT, sentence, say("Ask, and note the answer under Preferences."))


def _in_its_hours(terms: Terms, setting: Setting) -> Verdict:
    """Find the first moment that every rule about time allows; the reason given is the first that held it."""
    moment, first = setting.now, None
    for _ in range(MOST_TURNS):
        held = next(filter(None, (rule(moment, terms, setting) for rule in HOLDS)), None)
        if held is None:
            return Verdict() if first is None else _in_time(moment, first, terms)
        until, reason = held
        first = first or reason
        if until is None:
            break
        moment = until
    return Verdict((first or why.TOO_LATE,))


def _in_time(moment: datetime, reason: Why, terms: Terms) -> Verdict:
    if moment >= terms.expires_at:
        return Verdict((why.TOO_LATE, reason))
    return Verdict((reason,), moment)


Hold = tuple[datetime | None, Why]


def _quiet(moment: datetime, terms: Terms, setting: Setting) -> Hold | None:
    earliest, latest = max(terms.earliest, EARLIEST), min(terms.latest, LATEST)
    until = decent_until(moment, setting.zone, start=earliest, end=latest)
    if until is None:
        return None
    return until, Why(
        Code.QUIET_HOURS,
        say(
            "It is not between %(earliest)s and %(latest)s there.",
            earliest=f"{earliest:%H:%M}",
            latest=f"{latest:%H:%M}",
        ),
    )


def _closed(moment: datetime, terms: Terms, setting: Setting) -> Hold | None:
    if not terms.only_when_open or setting.opening is None:
        return None
    opens = setting.opening.opens_next(moment, setting.location_zone or setting.zone)
    if opens == moment:
        return None
    return opens, Why(Code.CLOSED, say("%(location)s is closed.", location=setting.gate.location))


def _often(moment: datetime, terms: Terms, setting: Setting) -> Hold | None:
    """One text a day and three in seven days about a patient's care (47 CFR 64.1200(a)(9)(iv))."""
    if terms.category is not Category.CARE or terms.is_answer:
        return None
    today = moment.astimezone(setting.zone).date()
    if any(sent.astimezone(setting.zone).date() == today for sent in setting.earlier):
        reason = Why(Code.ONE_A_DAY, say("The patient got an automated text that day already; one a day is the most."))
        return at_clock(today + timedelta(1), time(0), setting.zone), reason
    within = sorted(sent for sent in setting.earlier if sent > moment - WEEK)
    if len(within) >= MOST_A_WEEK:
        reason = Why(
            Code.THREE_A_WEEK, say("The patient got three automated texts in seven days already; that is the most.")
        )
        return within[-MOST_A_WEEK] + WEEK, reason
    return None


HOLDS: tuple[Callable[[datetime, Terms, Setting], Hold | None], ...] = (_often, _quiet, _closed)
