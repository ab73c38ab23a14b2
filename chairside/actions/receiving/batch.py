"""What a batch of texts needs to know, looked up once for all, and what it decides to write."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from uuid import UUID

from chairside.actions.receiving import answers, lookups
from chairside.actions.receiving.knock import Knock
from chairside.actions.receiving.lookups import Pair
from chairside.live.changes import Change, Kind
from chairside.models import (
    Appointment,
    Attachment,
    AuditEntry,
    ConsentEntry,
    Direction,
    Message,
    Patient,
    QueuedMessage,
    Source,
    TextNumber,
    TextNumberTest,
    Thread,
)
from chairside.models.identifiers import id_at, new_id
from chairside.models.thread import SNIPPET_LENGTH
from chairside.rules.delivery import Status
from chairside.rules.inbound import Meaning, Reading, read
from chairside.rules.order import Place, place_in_time
from chairside.rules.patients import AppointmentStatus
from chairside.rules.threading import Candidate, choose


@dataclass
class Batch:
    """The texts of one transaction: facts found, and rows to write."""

    now: datetime
    numbers: dict[tuple[str, str], TextNumber]
    known: set[UUID]
    contacts: dict[Pair, list[Patient]]
    threads: dict[tuple[UUID, UUID, str], Thread]
    consent: dict[Pair, ConsentEntry]
    awaiting: dict[tuple[UUID, UUID], list[Appointment]]
    visits: dict[tuple[UUID, UUID], timedelta]
    tests: list[TextNumberTest]

    messages: list[Message] = field(default_factory=list)
    attachments: list[Attachment] = field(default_factory=list)
    new_threads: list[Thread] = field(default_factory=list)
    touched: dict[UUID, Thread] = field(default_factory=dict)
    consent_entries: list[ConsentEntry] = field(default_factory=list)
    silenced: set[Pair] = field(default_factory=set)
    confirmed: list[Appointment] = field(default_factory=list)
    audit: list[AuditEntry] = field(default_factory=list)
    queued: list[QueuedMessage] = field(default_factory=list)
    strangers: Counter[TextNumber] = field(default_factory=Counter)
    changes: list[Change] = field(default_factory=list)
    answered: list[TextNumberTest] = field(default_factory=list)

    @classmethod
    def gather(cls, knocks: Sequence[Knock], now: datetime) -> Batch:
        """Look up everything that the batch's texts can need, each kind with one question."""
        numbers = lookups.text_numbers(knocks)
        organizations = {number.organization_id for number in numbers.values()}
        senders = {knock.from_number for knock in knocks}
        contacts = lookups.contacts_by_number(organizations, senders)
        contact_ids = {contact.pk for people in contacts.values() for contact in people}
        locations = {number.location_id for number in numbers.values()}
        return cls(
            now=now,
            numbers=numbers,
            known=lookups.known_texts(organizations, knocks),
            contacts=contacts,
            threads=lookups.threads_locked(locations, contact_ids, senders),
            consent=lookups.standing_consent(organizations, senders),
            awaiting=lookups.visits_awaiting_confirmation(locations, contact_ids, now),
            visits=lookups.nearest_visits(locations, contacts, now),
            tests=lookups.open_tests(locations, senders, now),
        )

    def number(self, knock: Knock) -> TextNumber | None:
        return self.numbers.get((knock.account_sid, knock.to_number))

    def knows(self, knock: Knock) -> bool:
        return knock.carrier_id in self.known

    def count_stranger(self, knock: Knock) -> None:
        number = self.number(knock)
        if number and not knock.is_pulled:
            self.strangers[number] += 1

    def answers_test(self, knock: Knock) -> bool:
        """Note the answer to a test text of the staff: only that it came is kept, nothing of it."""
        number = self.number(knock)
        here = number.location_id if number else None
        open_ones = [test for test in self.tests if (test.location_id, test.to) == (here, knock.from_number)]
        answered = [test for test in open_ones if test.code in knock.body]
        self.answered += answered
        return bool(answered)

    def candidates(self, knock: Knock) -> list[Candidate]:
        """Give the primary contacts who have this number, each with their thread here."""
        number = self.number(knock)
        if number is None:
            return []
        found = []
        for contact in self.contacts.get((number.organization_id, knock.from_number), []):
            thread = self.threads.get((number.location_id, contact.pk, knock.from_number))
            found.append(
                Candidate(
                    contact_id=contact.pk,
                    thread_id=thread.pk if thread else None,
                    written_at=thread.written_at if thread else None,
                    nearest_visit=self.visits.get((number.location_id, contact.pk)),
                )
            )
        return found

    def take(self, knock: Knock, candidates: Sequence[Candidate]) -> None:
        """Give the text its thread and its meaning, and note all that follows from it."""
        number = self.numbers[knock.account_sid, knock.to_number]
        thread = self._thread(number, choose(candidates).contact_id, knock.from_number)
        pair = (number.organization_id, knock.from_number)
        awaiting = self._awaiting(number.location_id, candidates)
        standing = self.consent.get(pair)
        reading = read(
            knock.body,
            opted_out=standing is not None and not standing.opted_in,
            reminder_outstanding=bool(awaiting),
            carrier_says=knock.carrier_says,
        )
        place = place_in_time(self.now, knock.at, thread.last_at)
        message = _message(knock, thread, reading, place, self.now)
        self.known.add(knock.carrier_id)
        self.messages.append(message)
        self.attachments += _attachments(knock, message, self.now)
        self._show(thread, message, reading)
        self._follow(reading, number, thread, message, awaiting)

    def _awaiting(self, location_id: UUID, candidates: Sequence[Candidate]) -> list[Appointment]:
        chosen = choose(candidates).contact_id
        return self.awaiting.get((location_id, chosen), [])

    def _thread(self, number: TextNumber, contact_id: UUID, sender: str) -> Thread:
        key = (number.location_id, contact_id, sender)
        if key not in self.threads:
            thread = Thread(
                id=new_id(),
                organization_id=number.organization_id,
                location_id=number.location_id,
                contact_id=contact_id,
                number=sender,
                created_at=self.now,
            )
            self.threads[key] = thread
            self.new_threads.append(thread)
        return self.threads[key]

    def _show(self, thread: Thread, message: Message, reading: Reading) -> None:
        if thread.last_at is None or message.at >= thread.last_at:
            thread.last_at = message.at
            thread.last_outgoing = False
            thread.last_sender_id = None
            thread.snippet = message.body[:SNIPPET_LENGTH]
            thread.last_media = message.media_count
        if reading.meaning is not Meaning.CONFIRMATION:
            thread.unread += 1
            if thread.done_at:
                # what was before is dealt with: waiting for an answer begins anew
                thread.done_at = thread.unanswered_since = None
        if reading.meaning is Meaning.ORDINARY and thread.unanswered_since is None:
            thread.unanswered_since = message.at
        self.touched[thread.pk] = thread
        self.changes.append(Change(Kind.THREAD, thread.location_id, thread.pk))

    def _follow(
        self,
        reading: Reading,
        number: TextNumber,
        thread: Thread,
        message: Message,
        awaiting: list[Appointment],
    ) -> None:
        match reading.meaning:
            case Meaning.OPT_OUT:
                if self._enter_consent(thread, message, reading, opted_in=False):
                    self.silenced.add((thread.organization_id, thread.number))
                if not number.carrier_answers_keywords:
                    self.answer(answers.opted_out(number, thread, self.now))
            case Meaning.OPT_IN:
                self._enter_consent(thread, message, reading, opted_in=True)
            case Meaning.HELP:
                if not number.carrier_answers_keywords:
                    self.answer(answers.help_wanted(number, thread, self.now))
            case Meaning.CONFIRMATION:
                self._confirm(thread, message, awaiting)
                self.answer(answers.confirmed(number, thread, awaiting, self.now))

    def _enter_consent(self, thread: Thread, message: Message, reading: Reading, *, opted_in: bool) -> bool:
        """Add a line to the ledger; give whether it is what holds now.

        A text that was late undoes nothing that the phone has said since; what others wrote down it does.
        """
        pair = (thread.organization_id, thread.number)
        standing = self.consent.get(pair)
        is_outdated = standing is not None and standing.source == Source.WORD and standing.at > message.at
        entry = ConsentEntry(
            id=id_at(message.at) if is_outdated else new_id(),
            organization_id=thread.organization_id,
            number=thread.number,
            opted_in=opted_in,
            at=message.at,
            source=Source.WORD,
            wording=(reading.word or "")[:300],
            location_id=thread.location_id,
        )
        self.consent_entries.append(entry)
        if not is_outdated:
            self.consent[pair] = entry
        return not is_outdated

    def _confirm(self, thread: Thread, message: Message, awaiting: list[Appointment]) -> None:
        for appointment in awaiting:
            appointment.status = AppointmentStatus.CONFIRMED
            appointment.status_at = self.now
            self.changes.append(_of_visit(appointment))
            appointment.confirmed_by_text = message
            self.confirmed.append(appointment)
            self.audit.append(
                AuditEntry(
                    organization_id=thread.organization_id,
                    location_id=thread.location_id,
                    patient_id=appointment.patient_id,
                    at=self.now,
                    type="appointment",
                    action="confirmed by text",
                    details={"appointment": str(appointment.pk), "message": str(message.pk)},
                )
            )
        self.awaiting[thread.location_id, thread.contact_id] = []

    def answer(self, written: answers.Answer) -> None:
        """Add a text of ours that follows from theirs, and put it in the send queue."""
        self.messages.append(written.message)
        self.queued.append(written.queued)


def _of_visit(visit: Appointment) -> Change:
    return Change(Kind.APPOINTMENT, visit.location_id, appointment_id=visit.pk, patient_id=visit.patient_id)


def _message(knock: Knock, thread: Thread, reading: Reading, place: Place, now: datetime) -> Message:
    return Message(
        id=new_id() if place.sorts_at is None else id_at(place.sorts_at),
        organization_id=thread.organization_id,
        location_id=thread.location_id,
        thread=thread,
        direction=Direction.IN,
        body=knock.body.replace("\0", "\ufffd"),
        at=place.at,
        meaning=reading.meaning,
        for_review=reading.for_review,
        may_mean_appointment=reading.may_mean_appointment,
        media_count=knock.media_count,
        status=Status.RECEIVED,
        status_at=now,
        carrier_id=knock.carrier_id,
    )


def _attachments(knock: Knock, message: Message, now: datetime) -> list[Attachment]:
    """Note each picture with its address; the carrier's list tells those that nobody has told yet."""
    return [
        Attachment(
            id=new_id(),
            organization_id=message.organization_id,
            message=message,
            position=place,
            url=knock.media[place].url if place < len(knock.media) else "",
            content_type=knock.media[place].content_type[:100] if place < len(knock.media) else "",
            due_at=now,
        )
        for place in range(knock.media_count)
    ]
