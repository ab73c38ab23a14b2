"""Say by which way statements would go if they were sent now, and why others would not: nothing is written."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from chairside.actions.communications.facts import Facts
from chairside.actions.statements.mail import has_mailbox
from chairside.actions.statements.send_statements import billed_since
from chairside.models import Communication, Location, PlannedMessage, Statement
from chairside.models.planned_message import Channel
from chairside.rules.communications import why
from chairside.rules.communications.kinds import Kind
from chairside.rules.communications.leave import Terms, Verdict, leave
from chairside.rules.communications.why import Why
from chairside.rules.consent_categories import Category
from chairside.rules.statements import BILLED_SINCE, OF_USE, ON_ITS_WAY, UNSENT

BATCH = 200


@dataclass(frozen=True, slots=True)
class Foreseen:
    """What would become of one statement: its way and until when it would wait, or no way; `why` says more."""

    statement: Statement
    channel: Channel | None
    why: tuple[Why, ...] = ()
    until: datetime | None = None


def unsent_at(location: Location) -> list[Statement]:
    """Give the newest statements of the location that nobody has got yet, and one more than a batch holds."""
    unsent = Statement.objects.filter(location=location).with_standing(UNSENT)
    return list(unsent.select_related("guarantor__primary_contact").order_by("-dated", "-id")[: BATCH + 1])


def foresee(
    communication: Communication,
    statements: Sequence[Statement],
    now: datetime,
    *,
    not_billed_since: date | None = None,
) -> list[Foreseen]:
    """Foretell it for statements of the communication's location, newest first; they come with their guarantors."""
    rows = [_row(communication, one, now) for one in statements]
    looking = _Looking(communication, rows, now, not_billed_since)
    return [looking.at(row) for row in rows]


def _row(communication: Communication, statement: Statement, now: datetime) -> PlannedMessage:
    """Give a row that is never written, for the facts to look at."""
    return PlannedMessage(
        kind=Kind.STATEMENT,
        category=communication.category,
        communication=communication,
        location=communication.location,
        patient=statement.guarantor,
        statement=statement,
        expires_at=now + OF_USE,
    )


class _Looking:
    """What is known of all of them, and who is billed by those that go before."""

    def __init__(
        self, communication: Communication, rows: Sequence[PlannedMessage], now: datetime, since: date | None
    ) -> None:
        self.now = now
        self.since = since
        self.communication = communication
        self.facts = Facts(rows, now)
        self.on_their_way = _on_their_way(rows)
        self.billed = billed_since(communication.location, since) if since else set()

    def at(self, row: PlannedMessage) -> Foreseen:
        found = self._found(row)
        if found.channel is not None and self.since:
            self.billed.add(row.patient_id)
        return found

    def _found(self, row: PlannedMessage) -> Foreseen:
        statement: Statement = row.statement
        if against := self._against(statement, row):
            return Foreseen(statement, None, (against,))
        verdict = Verdict((why.BY_EMAIL,)) if self._goes_by_email_first(row) else self._by_text(row)
        if verdict.goes or verdict.waits:
            return Foreseen(statement, Channel.TEXT, verdict.against, verdict.until)
        channel = Channel.EMAIL if has_mailbox(row.patient) else None
        return Foreseen(statement, channel, tuple(one for one in verdict.against if one is not why.BY_EMAIL))

    def _against(self, statement: Statement, row: PlannedMessage) -> Why | None:
        if statement.taken_back_at is not None:
            return why.TAKEN_BACK
        if statement.pk in self.on_their_way:
            return ON_ITS_WAY
        if statement.guarantor_id in self.billed:
            return BILLED_SINCE
        return why.NO_BIRTH_DATE if row.patient.birth_date is None else None

    def _goes_by_email_first(self, row: PlannedMessage) -> bool:
        return self.communication.email_first and has_mailbox(row.patient)

    def _by_text(self, row: PlannedMessage) -> Verdict:
        earliest, latest = self.communication.hours
        category = Category(self.communication.category)
        terms = Terms(category=category, expires_at=row.expires_at, earliest=earliest, latest=latest)
        return leave(terms, self.facts.setting(row))


def _on_their_way(rows: Sequence[PlannedMessage]) -> set[object]:
    statements = [row.statement_id for row in rows]
    return set(PlannedMessage.objects.waiting().filter(statement__in=statements).values_list("statement_id", flat=True))
