"""The rows of the inbox: who, since when, for whom, and one line of the last text."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from django.db.models import Q
from django.utils.formats import date_format
from django.utils.translation import gettext, ngettext, pgettext
from markupsafe import Markup

from chairside.models import Location, Message, Patient, Thread, Undeliverable, User, View
from chairside.models.patient import NOT_SPOKEN_FOR, SPOKEN_FOR
from chairside.models.prepared import AnyOf, Prepared
from chairside.web.drawing import clock, drawn_anew, url
from chairside.web.filters import Filters
from chairside.web.languages import once_in_each_language
from chairside.web.reasons import reason_of
from chairside.web.secrets import without_secrets

CONTACTS_AND_THEIRS = Prepared(
    lambda contacts: (
        Patient.objects.filter(Q(pk=AnyOf(contacts)) | SPOKEN_FOR & Q(primary_contact_id=AnyOf(contacts)))
        .only("given_name", "family_name", "primary_contact", "status")
        .order_by("birth_date", "id")
    )
)
STAFF = Prepared(lambda users: User.objects.filter(pk=AnyOf(users)).only("name"))
TO_WORK_THROUGH = Prepared(
    lambda threads: (
        Undeliverable.objects.filter(thread=AnyOf(threads), done_at__isnull=True)
        .select_related("message")
        .defer("message__lexemes", "message__body")
        .order_by("-message_id")
    )
)


@dataclass(frozen=True, slots=True)
class Trouble:
    """Why the newest text of a thread that is still to work through did not arrive, and what to do."""

    reason: str
    remedy: str
    others: int


@dataclass(frozen=True, slots=True)
class Mark:
    """A quiet sign at the end of a row: an icon, or a colleague's initials, with its words."""

    words: str
    icon: str = ""
    initials: str = ""


@dataclass(frozen=True, slots=True)
class Row:
    """One conversation as the list shows it: plain values, so that a row that has not changed is drawn once."""

    pk: UUID
    is_unread: bool
    contact: str
    for_whom: str
    snippet: str
    since: str
    moment: str
    state: str
    state_words: str
    marks: tuple[Mark, ...]
    trouble: Trouble | None = None


@dataclass(frozen=True, slots=True)
class People:
    """Everybody whom some rows name: contacts, the patients they speak for, and colleagues."""

    contacts: dict[UUID, Patient]
    households: dict[UUID, list[Patient]]
    staff: dict[UUID, User]

    @classmethod
    def of(cls, threads: Collection[Thread]) -> People:
        """Ask for those of these threads; each person once, however many rows name them."""
        contacts: dict[UUID, Patient] = {}
        households: dict[UUID, list[Patient]] = defaultdict(list)
        for patient in CONTACTS_AND_THEIRS(list({thread.contact_id for thread in threads})) if threads else ():
            contacts[patient.pk] = patient
            if patient.status not in NOT_SPOKEN_FOR:
                households[patient.primary_contact_id].append(patient)
        working = {thread.last_sender_id for thread in threads} | {thread.assigned_to_id for thread in threads}
        named = [pk for pk in working if pk]
        return cls(contacts, households, {user.pk: user for user in STAFF(named)} if named else {})


@dataclass(frozen=True, slots=True)
class Reader:
    """Who looks at the rows, and what their clock says."""

    user_id: UUID
    location: Location
    now: datetime


def rows_of(threads: Iterable[Thread], location: Location, user: User, now: datetime) -> list[Row]:
    """Draw threads as rows; few questions for all of them."""
    shown = list(threads)
    people = People.of(shown)
    troubles = _troubles([thread.pk for thread in shown if thread.undeliverable_at])
    reader = Reader(user.pk, location, location.clock(now))
    return [_row(thread, people, troubles.get(thread.pk), reader) for thread in shown]


def draw(rows: Iterable[Row], place: UUID, filters: Filters, open_thread: UUID | None = None) -> Markup:
    """Draw rows as an inbox narrowed like this shows them."""
    # what somebody searches for changes with every sign they type: that is not worth keeping
    one = _drawn if filters.words else _drawn_once
    narrowed = filters.address()
    with_trouble = filters.view is View.UNDELIVERABLE
    return Markup("").join(
        one(row, url("thread", place, row.pk) + narrowed, row.pk == open_thread, with_trouble) for row in rows
    )


def _drawn(row: Row, address: str, is_shown: bool, with_trouble: bool) -> Markup:
    return drawn_anew("inbox/row.html", row=row, address=address, is_shown=is_shown, with_trouble=with_trouble)


# two hundred inboxes' first rows, 2 kB each
_drawn_once = once_in_each_language(10_000)(_drawn)


def for_whom(contact_id: UUID, household: list[Patient]) -> str:
    """Name the patients a contact speaks for besides themselves, one family name said once."""
    others = [patient for patient in household if patient.pk != contact_id]
    if not others:
        return ""
    families = {patient.family_name for patient in others}
    if len(families) > 1:
        return _listed([patient.name for patient in others])
    return f"{_listed([patient.given_name for patient in others])} {families.pop()}"


def _listed(names: list[str]) -> str:
    if len(names) < 2:
        return "".join(names)
    return gettext("%(some)s and %(last)s") % {"some": ", ".join(names[:-1]), "last": names[-1]}


def _troubles(thread_ids: list[UUID]) -> dict[UUID, Trouble]:
    if not thread_ids:
        return {}
    by_thread: dict[UUID, list[Message]] = defaultdict(list)
    for one in TO_WORK_THROUGH(thread_ids):
        by_thread[one.thread_id].append(one.message)
    return {pk: Trouble(*reason_of(messages[0]), len(messages) - 1) for pk, messages in by_thread.items()}


def _row(thread: Thread, people: People, trouble: Trouble | None, reader: Reader) -> Row:
    moment = reader.location.clock(thread.last_at or thread.created_at)
    state, words = _state(thread)
    return Row(
        pk=thread.pk,
        is_unread=thread.unread > 0,
        contact=people.contacts[thread.contact_id].name,
        for_whom=for_whom(thread.contact_id, people.households.get(thread.contact_id, [])),
        snippet=_snippet(thread, people, reader),
        since=since(moment, reader.now),
        moment=moment.isoformat(),
        state=state,
        state_words=words,
        marks=tuple(_marks(thread, people, reader)),
        trouble=trouble,
    )


def _marks(thread: Thread, people: People, reader: Reader) -> Iterator[Mark]:
    if thread.assigned_to_id:
        colleague = people.staff[thread.assigned_to_id]
        yield Mark(gettext("Assigned to %(name)s") % {"name": colleague.name}, initials=colleague.initials)
    if thread.snoozed_until:
        until = moment_words(reader.location.clock(thread.snoozed_until), reader.now)
        yield Mark(gettext("Snoozed until %(moment)s") % {"moment": until}, icon="alarm-clock")
    elif thread.done_at:
        yield Mark(gettext("Done"), icon="check")


def _state(thread: Thread) -> tuple[str, str]:
    if not thread.is_open:
        return ("unread", gettext("Unread")) if thread.unread else ("", "")
    if thread.undeliverable_at:
        return "undeliverable", gettext("Undeliverable")
    if thread.unread:
        return "unread", gettext("Unread")
    if thread.unanswered_since:
        return "to-answer", gettext("Opened but not answered")
    return "", ""


def _snippet(thread: Thread, people: People, reader: Reader) -> str:
    line = last_words(thread)
    if not thread.last_outgoing:
        return line
    if thread.last_sender_id == reader.user_id:
        return gettext("You: %(text)s") % {"text": line}
    if thread.last_sender_id:
        return f"{people.staff[thread.last_sender_id].get_short_name()}: {line}"
    return line


def last_words(thread: Thread) -> str:
    """Say the last text in one line: its words or, where it has none, what came instead."""
    if line := " ".join(without_secrets(thread.snippet).split()):
        return line
    if thread.last_media:
        return ngettext("Picture", "%(count)s pictures", thread.last_media) % {"count": thread.last_media}
    return gettext("Empty text")


def since(moment: datetime, now: datetime) -> str:
    """Write a moment as short as it is clear: the time today, else the weekday, else the date."""
    return _since(moment.replace(tzinfo=None), now.date())


@once_in_each_language(20_000)
def _since(moment: datetime, today: date) -> str:
    if moment.date() == today:
        return clock(moment)
    if today - moment.date() < timedelta(7):
        return date_format(moment, "D")
    if moment.year == today.year:
        return date_format(moment, pgettext("short date", "M j"))
    return date_format(moment, pgettext("short date with year", "M j, Y"))


def moment_words(moment: datetime, now: datetime) -> str:
    """Write a moment to come as people say it: the time today, else the day with the time."""
    if moment.date() == now.date():
        return clock(moment)
    if moment.date() == now.date() + timedelta(1):
        return gettext("tomorrow, %(time)s") % {"time": clock(moment)}
    return date_format(moment, pgettext("moment of a visit", "D, M j, g:i A"))
