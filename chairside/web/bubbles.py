"""The texts of a thread as people read them: by day, with who, when, and what became of each."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from uuid import UUID

from django.utils.formats import date_format
from django.utils.translation import gettext, ngettext, pgettext

from chairside.actions.send_again import AGAIN
from chairside.models import Appointment, Location, Message, ThreadNote
from chairside.rules.delivery import Status, words
from chairside.rules.inbound import Meaning
from chairside.web.drawing import in_words
from chairside.web.languages import once_in_each_language
from chairside.web.pictures import Picture, pictures_of
from chairside.web.reasons import reason_of
from chairside.web.troubles import Trouble, troubles_of

TICKS = {
    Status.QUEUED: "clock",
    Status.SENDING: "clock",
    Status.SENT: "check",
    Status.DELIVERED: "check-check",
    Status.READ: "check-check",
    Status.UNDELIVERED: "circle-alert",
    Status.FAILED: "circle-alert",
    Status.NOT_CONFIRMED: "circle-question-mark",
}


@dataclass(frozen=True, slots=True)
class Bubble:
    """One text."""

    message: Message
    at: datetime
    who: str
    became: str
    tick: str
    reason: str
    remedy: str
    notes: tuple[str, ...]
    pills: tuple[str, ...]
    pictures: tuple[Picture, ...] = ()
    trouble: Trouble | None = None
    looked_at: datetime | None = None

    template = "thread/bubble.html"

    @property
    def side(self) -> str:
        return "ours" if self.message.is_ours else "theirs"

    @property
    def is_automated(self) -> bool:
        return bool(self.message.communication)

    @property
    def may_send_again(self) -> bool:
        return self.message.is_ours and self.message.status in AGAIN

    @property
    def version(self) -> str:
        """Changes whenever the bubble looks different, so that a live page replaces only those."""
        pictures = "".join(picture.state[0] for picture in self.pictures)
        trouble = self.trouble.version if self.trouble else ""
        return f"{self.message.status}-{self.message.status_at.timestamp():.6f}-{len(self.pills)}{pictures}{trouble}"


@dataclass(frozen=True, slots=True)
class NotePiece:
    """A note of a colleague, between the texts."""

    note: ThreadNote
    at: datetime

    template = "thread/note.html"


@dataclass(frozen=True, slots=True)
class Day:
    """The texts and notes of one day of the location."""

    date: date
    label: str
    bubbles: list[Bubble | NotePiece]


def days_of(
    messages: Iterable[Message], location: Location, now: datetime, notes: Iterable[ThreadNote] = ()
) -> list[Day]:
    """Draw messages (oldest first, with their sender loaded) and notes by the location's days."""
    shown = list(messages)
    confirmed = _confirmed(shown)
    pictures = pictures_of(shown)
    troubles = troubles_of(shown)
    by_day: dict[date, list[Bubble | NotePiece]] = defaultdict(list)
    pieces: list[Message | ThreadNote] = [*shown, *notes]
    for one in sorted(pieces, key=lambda piece: piece.pk):
        local = location.clock(one.at)
        if isinstance(one, ThreadNote):
            by_day[local.date()].append(NotePiece(one, local))
        else:
            drawn = _bubble(one, local, confirmed[one.pk], pictures[one.pk], location)
            by_day[local.date()].append(_with_trouble(drawn, troubles.get(one.pk), location))
    today = location.clock(now).date()
    return [Day(day, day_label(day, today), bubbles) for day, bubbles in by_day.items()]


@once_in_each_language(2_000)
def day_label(day: date, today: date) -> str:
    """Name a day as people do."""
    if day == today:
        return gettext("Today")
    if day == today - timedelta(1):
        return gettext("Yesterday")
    if day.year == today.year:
        return date_format(day, pgettext("day with weekday", "l, F j"))
    return date_format(day, pgettext("day with weekday and year", "l, F j, Y"))


def visit_label(appointment: Appointment, location: Location) -> str:
    """Write an appointment's moment in the location's time."""
    return date_format(location.clock(appointment.starts_at), pgettext("moment of a visit", "D, M j, g:i A"))


def _bubble(
    message: Message, at: datetime, visits: list[Appointment], pictures: list[Picture], location: Location
) -> Bubble:
    reason, remedy = reason_of(message)
    status = Status(message.status)
    return Bubble(
        message=message,
        at=at,
        who=_who(message),
        became=in_words(words(status)) if message.is_ours else "",
        tick=TICKS.get(status, ""),
        reason=reason,
        remedy=remedy,
        notes=_notes(message, pictures),
        pills=_pills(message, visits, location),
        pictures=tuple(pictures),
    )


def _who(message: Message) -> str:
    if message.sent_by:
        return str(message.sent_by.get_short_name())
    return gettext(message.communication) if message.communication else ""


def _with_trouble(bubble: Bubble, trouble: Trouble | None, location: Location) -> Bubble:
    if trouble is None:
        return bubble
    return replace(bubble, trouble=trouble, looked_at=location.clock(trouble.looked_at) if trouble.looked_at else None)


def _notes(message: Message, pictures: list[Picture]) -> tuple[str, ...]:
    notes = []
    if message.media_count and not pictures:
        notes.append(
            ngettext("%(count)s picture or file", "%(count)s pictures or files", message.media_count)
            % {"count": message.media_count}
        )
    if message.may_mean_appointment:
        notes.append(gettext("May mean the appointment: please call."))
    if message.for_review:
        notes.append(gettext("May be a wish to get no more texts: please ask, or stop texting."))
    return tuple(notes)


def _pills(message: Message, visits: list[Appointment], location: Location) -> tuple[str, ...]:
    match message.meaning:
        case Meaning.OPT_OUT:
            return (gettext("Opted out of texts"),)
        case Meaning.OPT_IN:
            return (gettext("Opted in to texts"),)
        case Meaning.HELP:
            return (gettext("Asked for help"),)
        case Meaning.CONFIRMATION:
            moments = "; ".join(visit_label(visit, location) for visit in visits)
            return (gettext("Confirmed by text: %(moments)s") % {"moments": moments},)
    return ()


def _confirmed(messages: list[Message]) -> dict[UUID, list[Appointment]]:
    found: dict[UUID, list[Appointment]] = defaultdict(list)
    ids = [message.pk for message in messages if message.meaning == Meaning.CONFIRMATION]
    if ids:
        for visit in Appointment.objects.filter(confirmed_by_text__in=ids).order_by("starts_at"):
            if visit.confirmed_by_text_id:
                found[visit.confirmed_by_text_id].append(visit)
    return found
