"""Let statements go out, one or many: each is planned once for each time that somebody sends it."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db import transaction
from django.db.models import Q

from chairside.actions.communications.about_statements import AboutStatements
from chairside.actions.communications.settle import settle, write_settled
from chairside.actions.statements.mail import can_mail
from chairside.actions.statements.writing_down import write_down
from chairside.models import Communication, Location, PlannedMessage, Statement, User
from chairside.models.identifiers import new_id
from chairside.rules.communications.kinds import Kind, State
from chairside.rules.communications.leave import Verdict
from chairside.rules.communications.occurrence import of_statement
from chairside.rules.statements import OF_USE


class NotSetUp(Exception):
    """No eStatement communication is switched on at the location."""


@dataclass(frozen=True, slots=True)
class Sent:
    """How many go out, and how many were left out because they are on their way, taken back, or billed since."""

    planned: int
    on_their_way: int
    taken_back: int
    billed_since: int


@transaction.atomic
def send_statements(
    statements: Sequence[Statement], *, by: User, now: datetime, not_billed_since: date | None = None
) -> Sent:
    """Plan them; they leave by text or email within seconds, in decent hours. Raises `NotSetUp`.

    With `not_billed_since`, guarantors to whom a statement was sent on that day or later are left out.
    """
    counts = {"planned": 0, "on_their_way": 0, "taken_back": 0, "billed_since": 0}
    locked = Statement.objects.select_for_update(of=("self",)).filter(pk__in=[one.pk for one in statements])
    # the newest first: what a guarantor owes stands on it
    for statement in locked.select_related("location").order_by("-dated", "-id"):
        fate = _fate(statement, not_billed_since)
        counts[fate] += 1
        if fate == "planned":
            _plan(statement, by, now)
    return Sent(**counts)


def _fate(statement: Statement, not_billed_since: date | None) -> str:
    if statement.taken_back_at is not None:
        return "taken_back"
    if PlannedMessage.objects.waiting().filter(statement=statement).exists():
        return "on_their_way"
    return "billed_since" if not_billed_since and _was_billed(statement, not_billed_since) else "planned"


def _was_billed(statement: Statement, since: date) -> bool:
    return statement.guarantor_id in billed_since(statement.location, since, {statement.guarantor_id})


def billed_since(location: Location, since: date, among: Collection[UUID] | None = None) -> set[UUID]:
    """Give the guarantors who got a statement on that day or later, or are about to, anywhere in the practice."""
    morning = datetime.combine(since, datetime.min.time(), location.zone)
    sent = PlannedMessage.objects.filter(kind=Kind.STATEMENT, organization_id=location.organization_id)
    if among is not None:
        sent = sent.filter(patient__in=among)
    billed = sent.filter(Q(state=State.SENT, settled_at__gte=morning) | Q(state=State.WAITING))
    return set(billed.values_list("patient_id", flat=True))


def communication_of(location: Location) -> Communication | None:
    """Give the eStatement communication that is switched on at the location, the one that has been on longest."""
    active = Communication.objects.active(Kind.STATEMENT).filter(location=location)
    return active.select_related("location").order_by("active_since").first()


def _plan(statement: Statement, by: User, now: datetime) -> None:
    communication = communication_of(statement.location)
    if communication is None:
        raise NotSetUp
    row = PlannedMessage.objects.create(
        id=new_id(),
        organization_id=statement.organization_id,
        location_id=statement.location_id,
        kind=Kind.STATEMENT,
        category=communication.category,
        communication=communication,
        patient_id=statement.guarantor_id,
        contact_id=statement.guarantor_id,
        statement=statement,
        occurrence=of_statement(statement.pk, PlannedMessage.objects.filter(statement=statement).count() + 1),
        due_at=now,
        until_at=now,
        expires_at=now + OF_USE,
    )
    if communication.email_first:
        _mail(row, now)
    write_down(statement, "sent a statement", {}, by=by, now=now)


def _mail(row: PlannedMessage, now: datetime) -> None:
    """Let it go by email where there is an address; it goes by text where that fails."""
    about = AboutStatements([row])
    if can_mail(row) and about.against(row, now) is None:
        settle(row, about.otherwise(row, Verdict(), now), now)
        write_settled([row])
