"""What a batch of texts needs to know, looked up once for all, and what it decides to write."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from uuid import UUID

from chairside.actions.receiving import answers, lookups
from chairside.actions.receiving.inbound import attachments_of, inbound_row
from chairside.actions.receiving.knock import Knock
from chairside.actions.receiving.lookups import Pair
from chairside.actions.receiving.rows import InboundRow, NumberRow, Standing, ThreadRow, VisitRow
from chairside.actions.receiving.sql import TwoWays
from chairside.actions.receiving.visits import AboutVisits, about_visits, newest_reminder, tasks_of
from chairside.live.changes import Change, Kind
from chairside.models import (
    Attachment,
    AuditEntry,
    ConsentEntry,
    Message,
    QueuedMessage,
    Source,
    Task,
    TextNumberTest,
)
from chairside.models.identifiers import id_at, new_id
from chairside.models.thread import SNIPPET_LENGTH
from chairside.rules.communications.confirmation import may_name_somebody
from chairside.rules.inbound import Meaning, Reading, is_plainly_ordinary, plain, read
from chairside.rules.threading import Candidate, choose

ORDINARY = Reading(Meaning.ORDINARY)


@dataclass
class Batch:
    """The texts of one transaction: facts found, and rows to write."""

    now: datetime
    numbers: dict[str, NumberRow]
    known: set[UUID]
    given_up: set[Pair]
    contacts: dict[Pair, list[UUID]]
    threads: dict[tuple[UUID, UUID, str], ThreadRow]
    ordinary: set[UUID]
    consent: dict[Pair, Standing]
    awaiting: dict[tuple[UUID, UUID], list[VisitRow]]
    thanking: set[UUID]
    visits: dict[tuple[UUID, UUID], timedelta]
    tests: list[TextNumberTest]

    texts: list[InboundRow] = field(default_factory=list)
    said: list[Message] = field(default_factory=list)
    attachments: list[Attachment] = field(default_factory=list)
    new_threads: list[ThreadRow] = field(default_factory=list)
    touched: dict[UUID, ThreadRow] = field(default_factory=dict)
    consent_entries: list[ConsentEntry] = field(default_factory=list)
    silenced: set[Pair] = field(default_factory=set)
    reached: dict[Pair, datetime] = field(default_factory=dict)  # when who was given up has texted all the same
    confirmed: dict[UUID, UUID] = field(default_factory=dict)  # by which text each visit
    tasks: list[Task] = field(default_factory=list)
    audit: list[AuditEntry] = field(default_factory=list)
    queued: list[QueuedMessage] = field(default_factory=list)
    strangers: Counter[NumberRow] = field(default_factory=Counter)
    changes: list[Change] = field(default_factory=list)
    answered: list[TextNumberTest] = field(default_factory=list)

    @classmethod
    def gather(cls, ways: TwoWays, knocks: Sequence[Knock], now: datetime) -> Batch:
        """Look up everything that the batch's texts can need, each kind with one question."""
        found = lookups.Found(ways, knocks, now)
        # most texts can change neither consent nor a visit, and nobody needs to look those up for them
        ordinary = {knock.carrier_id for knock in knocks if _is_ordinary(knock)}
        saying = {knock.from_number for knock in knocks if knock.carrier_id not in ordinary}
        standings = lookups.Standings(found, saying, now)
        return cls(
            now=now,
            numbers=found.numbers,
            given_up=found.given_up,
            known=found.known,
            contacts=found.contacts,
            threads=found.threads,
            ordinary=ordinary,
            consent=standings.consent,
            awaiting=standings.awaiting,
            thanking=standings.thanking,
            visits=found.nearest,
            tests=found.tests,
        )

    def number(self, knock: Knock) -> NumberRow | None:
        number = self.numbers.get(knock.to_number)
        if number and (knock.is_at_its_door or knock.account_sid == number.account_sid):
            return number
        return None

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
        for contact_id in self.contacts.get((number.organization_id, knock.from_number), []):
            thread = self.threads.get((number.location_id, contact_id, knock.from_number))
            found.append(
                Candidate(
                    contact_id=contact_id,
                    thread_id=thread.pk if thread else None,
                    written_at=thread.written_at if thread else None,
                    nearest_visit=self.visits.get((number.location_id, contact_id)),
                )
            )
        return found

    def take(self, knock: Knock, candidates: Sequence[Candidate]) -> None:
        """Give the text its thread and its meaning, and note all that follows from it."""
        number = self.numbers[knock.to_number]
        contact_id = choose(candidates).contact_id
        thread = self._thread(number, contact_id, knock.from_number)
        asked = newest_reminder(self._reminded(knock, number.location_id, contact_id))
        reading = self._read(knock, number, asked)
        visits = about_visits(knock.body, reading, asked)
        if visits.confirmed:
            reading = replace(reading, meaning=Meaning.CONFIRMATION)
        text = inbound_row(knock, thread, reading, self.now)
        self.known.add(knock.carrier_id)
        self.texts.append(text)
        pair = (number.organization_id, knock.from_number)
        if pair in self.given_up:
            self.reached[pair] = text.at
        self._show(text)
        if knock.media_count:
            self.attachments += attachments_of(knock, text, self.now)
        if reading.meaning is not Meaning.ORDINARY:
            self._follow(text, number, visits)
        self._leave_to_people(text, visits, asked)

    def _read(self, knock: Knock, number: NumberRow, awaiting: list[VisitRow]) -> Reading:
        if knock.carrier_id in self.ordinary:
            return ORDINARY
        standing = self.consent.get((number.organization_id, knock.from_number))
        return read(
            knock.body,
            opted_out=standing is not None and not standing.opted_in,
            reminder_outstanding=bool(awaiting),
            carrier_says=knock.carrier_says,
        )

    def _reminded(self, knock: Knock, location_id: UUID, contact_id: UUID) -> list[VisitRow]:
        """Give the visits that wait for a yes; a text that was late answers no reminder that came after it."""
        waiting = self.awaiting.get((location_id, contact_id), [])
        return waiting if knock.at is None else [visit for visit in waiting if visit.reminded_at <= knock.at]

    def _thread(self, number: NumberRow, contact_id: UUID, sender: str) -> ThreadRow:
        key = (number.location_id, contact_id, sender)
        if key not in self.threads:
            thread = ThreadRow(new_id(), number.organization_id, number.location_id, contact_id, sender)
            self.threads[key] = thread
            self.new_threads.append(thread)
        return self.threads[key]

    def _show(self, text: InboundRow) -> None:
        thread, reading = text.thread, text.reading
        if thread.last_at is None or text.at >= thread.last_at:
            thread.last_at = text.at
            thread.last_outgoing = False
            thread.last_sender_id = None
            thread.snippet = text.body[:SNIPPET_LENGTH]
            thread.last_media = text.media_count
        if reading.meaning is not Meaning.CONFIRMATION:
            thread.unread += 1
            if thread.done_at:
                # what was before is dealt with: waiting for an answer begins anew
                thread.done_at = thread.unanswered_since = None
        if reading.meaning is Meaning.ORDINARY and thread.unanswered_since is None:
            thread.unanswered_since = text.at
        self.touched[thread.pk] = thread
        self.changes.append(Change(Kind.THREAD, thread.location_id, thread.pk))

    def _leave_to_people(self, text: InboundRow, visits: AboutVisits, asked: list[VisitRow]) -> None:
        thread = text.thread
        if visits.rest and thread.unanswered_since is None:
            thread.unanswered_since = text.at
        if tasks := tasks_of(text, visits, asked, self.now):
            thread.done_at = None
            self.tasks += tasks
            self.changes.append(Change(Kind.TASK, thread.location_id))

    def _follow(self, text: InboundRow, number: NumberRow, visits: AboutVisits) -> None:
        thread = text.thread
        match text.reading.meaning:
            case Meaning.OPT_OUT:
                self._opt_out(text, number)
            case Meaning.OPT_IN:
                self._enter_consent(text, opted_in=True)
            case Meaning.HELP:
                if not number.carrier_answers_keywords and not self._is_opted_out(thread):
                    self.answer(answers.help_wanted(number, thread, self.now))
            case Meaning.CONFIRMATION:
                self._confirm(text, visits.confirmed)
                if number.location_id not in self.thanking:
                    self.answer(answers.confirmed(number, thread, visits.confirmed, self.now))

    def _is_opted_out(self, thread: ThreadRow) -> bool:
        standing = self.consent.get((thread.organization_id, thread.number))
        return standing is not None and not standing.opted_in

    def _opt_out(self, text: InboundRow, number: NumberRow) -> None:
        """Silence the number and confirm it once: who has said it already, or START since, is told nothing."""
        thread = text.thread
        pair = (thread.organization_id, thread.number)
        before = self.consent.get(pair)
        said_by = before.source if before and not before.opted_in else None
        if not self._enter_consent(text, opted_in=False) or said_by == Source.WORD:
            # all that can be queued for who has said STOP is the confirmation of it
            return
        self.silenced.add(pair)
        if said_by != Source.CARRIER and not number.carrier_answers_keywords:
            self.answer(answers.opted_out(number, thread, self.now))

    def _enter_consent(self, text: InboundRow, *, opted_in: bool) -> bool:
        """Add a line to the ledger; give whether it is what holds now.

        A text that was late undoes nothing that the phone has said since; what others wrote down it does.
        """
        thread = text.thread
        pair = (thread.organization_id, thread.number)
        standing = self.consent.get(pair)
        is_outdated = standing is not None and standing.source == Source.WORD and standing.at > text.at
        entry = ConsentEntry(
            id=id_at(text.at) if is_outdated else new_id(),
            organization_id=thread.organization_id,
            number=thread.number,
            opted_in=opted_in,
            at=text.at,
            source=Source.WORD,
            wording=(text.reading.word or "")[:300],
            location_id=thread.location_id,
        )
        self.consent_entries.append(entry)
        if not is_outdated:
            self.consent[pair] = Standing(opted_in, entry.at, entry.source)
        return not is_outdated

    def _confirm(self, text: InboundRow, visits: Sequence[VisitRow]) -> None:
        thread = text.thread
        for appointment in visits:
            self.changes.append(_of_visit(appointment))
            self.confirmed[appointment.pk] = text.pk
            self.audit.append(
                AuditEntry(
                    organization_id=thread.organization_id,
                    location_id=thread.location_id,
                    patient_id=appointment.patient_id,
                    at=self.now,
                    type="appointment",
                    action="confirmed by text",
                    details={"appointment": str(appointment.pk), "message": str(text.pk)},
                )
            )
        key = (thread.location_id, thread.contact_id)
        self.awaiting[key] = [visit for visit in self.awaiting[key] if visit not in visits]

    def answer(self, written: answers.Answer) -> None:
        """Add a text of ours that follows from theirs, and put it in the send queue."""
        self.touched[written.message.thread_id].written_at = written.message.at
        self.said.append(written.message)
        self.queued.append(written.queued)


def _of_visit(visit: VisitRow) -> Change:
    return Change(Kind.APPOINTMENT, visit.location_id, appointment_id=visit.pk, patient_id=visit.patient_id)


def _is_ordinary(knock: Knock) -> bool:
    text = plain(knock.body)
    return not knock.carrier_says and is_plainly_ordinary(text) and not may_name_somebody(text)
