"""Answer by itself what comes in while a location is closed, where it wants so: once a day, and never a machine."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import date, datetime
from uuid import UUID

from chairside.actions.receiving import answers
from chairside.actions.receiving.batch import Batch
from chairside.actions.receiving.rows import InboundRow, NumberRow
from chairside.models import AfterHoursReply, HoursException, Location, Message, Patient, Thread
from chairside.models.after_hours_reply import AFTER_HOURS_REPLY
from chairside.models.circumstances import Party, circumstances_of_many
from chairside.models.identifiers import id_at
from chairside.rules.after_hours import APART, Facts, fill, opens_in_words, replies
from chairside.rules.communications.templates import language_of
from chairside.rules.inbound import Meaning
from chairside.rules.may_text import by_hand
from chairside.rules.opening_hours import OpeningHours
from chairside.rules.phones import as_written_here


def reply_after_hours(batch: Batch) -> None:
    """Add the replies to what the batch writes; asks the database only for locations that want them and are closed."""
    numbers = {number.location_id: number for number in batch.numbers.values() if number.replies_after_hours}
    texts = [text for text in batch.texts if text.reading.meaning is Meaning.ORDINARY]
    wanted = [text for text in texts if text.thread.location_id in numbers]
    if not wanted:
        return
    places = _closed(numbers, batch.now)
    waiting = _one_each(text for text in wanted if text.thread.location_id in places)
    if waiting:
        _reply(batch, waiting, places, numbers)


class _Place:
    """A closed location, its hours, and what it answers."""

    def __init__(self, reply: AfterHoursReply, hours: OpeningHours) -> None:
        self.location: Location = reply.location
        self.hours = hours
        self.wording = reply.wording


def _closed(numbers: dict[UUID, NumberRow], now: datetime) -> dict[UUID, _Place]:
    exceptions: dict[UUID, dict[date, list[list[str]]]] = defaultdict(dict)
    for one in HoursException.objects.filter(location_id__in=numbers):
        exceptions[one.location_id][one.day] = one.hours
    found = {}
    active = AfterHoursReply.objects.filter(location_id__in=numbers, active_since__isnull=False)
    for reply in active.select_related("location"):
        hours = OpeningHours.read(reply.location.hours, exceptions[reply.location_id])
        # without any hours nobody can say that it is closed
        if any(hours.week.values()) and not hours.is_open(reply.location.clock(now)):
            found[reply.location_id] = _Place(reply, hours)
    return found


def _one_each(texts: Iterable[InboundRow]) -> list[InboundRow]:
    """Keep one text of each contact at each location, the last."""
    return list({(text.thread.location_id, text.thread.contact_id): text for text in texts}.values())


def _reply(
    batch: Batch, texts: Sequence[InboundRow], places: dict[UUID, _Place], numbers: dict[UUID, NumberRow]
) -> None:
    contacts = Patient.objects.in_bulk([text.thread.contact_id for text in texts])
    replied = _replied(texts, batch.now)
    parties = [
        Party(places[text.thread.location_id].location, contacts[text.thread.contact_id], text.thread.number)
        for text in texts
    ]
    for text, facts in zip(texts, circumstances_of_many(parties), strict=True):
        thread = text.thread
        place = places[thread.location_id]
        about = Facts(
            meaning=text.reading.meaning,
            body=text.body,
            for_review=text.reading.for_review,
            at=text.at,
            last_replied_at=replied.get((thread.location_id, thread.contact_id)),
        )
        if replies(about, place.hours, batch.now, place.location.zone) and not by_hand(facts, may_manage_inbox=True):
            number = numbers[thread.location_id]
            body = _body(place, contacts[thread.contact_id], number, batch.now)
            batch.answer(answers.written(number, thread, AFTER_HOURS_REPLY, body, batch.now))


def _replied(texts: Sequence[InboundRow], now: datetime) -> dict[tuple[UUID, UUID], datetime]:
    """Give when each contact last got the reply at each location, as far back as matters."""
    threads = Thread.objects.filter(
        location_id__in={text.thread.location_id for text in texts},
        contact_id__in={text.thread.contact_id for text in texts},
    )
    sent = Message.objects.filter(thread__in=threads, pk__gte=id_at(now - 2 * APART), communication=AFTER_HOURS_REPLY)
    found: dict[tuple[UUID, UUID], datetime] = {}
    for location_id, contact_id, at in sent.values_list("location_id", "thread__contact_id", "at").order_by("pk"):
        found[location_id, contact_id] = at
    return found


def _body(place: _Place, contact: Patient, number: NumberRow, now: datetime) -> str:
    language = language_of(contact.language)
    values = {
        "first_name": contact.called,
        "location": place.location.name,
        "phone": as_written_here(number.number),
        "opens": opens_in_words(place.hours.opens_next(now, number.zone), number.zone, language),
    }
    return fill(place.wording.in_language(language), values)
