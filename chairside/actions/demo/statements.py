"""The demo's statements: one was seen, one was mailed, one could not be sent, and two wait for somebody to send them."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal

from chairside.actions.demo.texts import note_settled
from chairside.models import (
    Communication,
    ConsentEntry,
    Email,
    EmailState,
    Location,
    Organization,
    Patient,
    Phone,
    PlannedMessage,
    Source,
    Statement,
    StatementLink,
    User,
)
from chairside.models.identifiers import id_at
from chairside.models.planned_message import Channel, kept
from chairside.rules.communications.kinds import CATEGORIES, Kind, State, Trigger
from chairside.rules.communications.leave import no_consent
from chairside.rules.communications.occurrence import of_statement
from chairside.rules.communications.samples import ABOUT_STATEMENTS
from chairside.rules.statements import LINK_LASTS, OF_USE, digest_of, new_secret

NAME = "Electronic statement"
LONG_AGO = timedelta(days=200)
AT = "Downtown"


@dataclass(frozen=True, slots=True)
class Bill:
    """What somebody owes: lines as (days ago, for what, amount), and what became of it."""

    guarantor: str
    days_ago: int
    lines: tuple[tuple[int, str, str], ...]
    fate: str


BILLS = (
    Bill("Tom Ackerman", 9, ((20, "Visit", "210.00"), (12, "Payment, thank you", "-60.00")), "seen"),
    Bill("Clara Weiss", 4, ((11, "Visit", "95.00"),), "mailed"),
    Bill("Felix Baumann", 4, ((13, "Visit", "340.00"), (13, "Insurance paid", "-255.50")), "refused"),
    Bill("Peter Lund", 1, ((6, "Visit", "120.00"), (6, "Insurance paid", "-84.00")), "new"),
    Bill("Camila Rojas", 1, ((8, "Visit", "185.00"), (3, "Payment, thank you", "-50.00")), "new"),
)
AGREED = ("Peter Lund", "Camila Rojas")


def write_statements(organization: Organization, patients: Mapping[str, Patient], by: User, now: datetime) -> None:
    """Switch eStatements on at each location, and write what was billed at Downtown."""
    rules = {location.name: _rule(location, now) for location in organization.locations.all()}
    if AT not in rules:
        return
    for name in AGREED:
        _agree(patients[name], by, now)
    for bill in BILLS:
        _write(bill, rules[AT], patients[bill.guarantor], by, now)


def _rule(location: Location, now: datetime) -> Communication:
    return Communication.objects.create(
        organization_id=location.organization_id,
        location=location,
        kind=Kind.STATEMENT,
        category=CATEGORIES[Kind.STATEMENT],
        name=NAME,
        trigger=Trigger.SCHEDULED,
        english=ABOUT_STATEMENTS.english,
        spanish=ABOUT_STATEMENTS.spanish,
        active_since=now - LONG_AGO,
        created_at=now - LONG_AGO,
    )


def _agree(patient: Patient, by: User, now: datetime) -> None:
    phone = Phone.objects.first_mobile_of(patient.pk)
    if phone is None:
        raise LookupError("Somebody of the demo agreed to texts about bills without a number.")
    at = now - timedelta(days=60)
    ConsentEntry.objects.create(
        id=id_at(at),
        organization_id=patient.organization_id,
        number=phone.number,
        category=CATEGORIES[Kind.STATEMENT],
        opted_in=True,
        at=at,
        source=Source.STAFF,
        wording="asked at the desk",
        by=by,
    )


def _write(bill: Bill, rule: Communication, guarantor: Patient, by: User, now: datetime) -> None:
    made_at = now - timedelta(days=bill.days_ago)
    today = rule.location.clock(now).date()
    statement = Statement.objects.create(
        id=id_at(made_at),
        organization_id=guarantor.organization_id,
        location=rule.location,
        guarantor=guarantor,
        dated=today - timedelta(days=bill.days_ago),
        amount=sum(Decimal(amount) for _, _, amount in bill.lines),
        lines=[
            {
                "on": (today - timedelta(days=ago)).isoformat(), "patient": guarantor.given_name, "what": what,
                "amount": amount,
            }
            for ago, what, amount in bill.lines
        ],
        made_at=made_at,
        made_by=by,
    )  # fmt: skip
    match bill.fate:
        case "seen" | "mailed":
            _mail(statement, rule, made_at, seen=bill.fate == "seen")
        case "refused":
            against = no_consent(CATEGORIES[Kind.STATEMENT], guarantor.name)
            _planned(statement, rule, made_at, state=State.SKIPPED, reason=against.code, why=kept([against]))


def _mail(statement: Statement, rule: Communication, at: datetime, *, seen: bool) -> None:
    """Let it have gone by email, with a link that was opened the next day, or not."""
    guarantor: Patient = statement.guarantor
    address = f"{guarantor.given_name}.{guarantor.family_name}@example.com".lower()
    Patient.objects.filter(pk=guarantor.pk).update(email=address)
    against = no_consent(CATEGORIES[Kind.STATEMENT], guarantor.name)
    row = _planned(statement, rule, at, state=State.SENT, channel=Channel.EMAIL, why=kept([against]))
    Email.objects.create(
        id=id_at(at),
        organization_id=statement.organization_id,
        planned=row,
        address=address,
        subject=f"Your statement from {rule.location.name}",
        body="",
        state=EmailState.SENT,
        due_at=at,
        expires_at=at + OF_USE,
        tries=1,
        settled_at=at,
    )
    StatementLink.objects.create(
        id=id_at(at),
        organization_id=statement.organization_id,
        statement=statement,
        digest=digest_of(new_secret()),
        made_at=at,
        expires_at=at + LINK_LASTS,
        seen_at=at + timedelta(hours=26) if seen else None,
        downloaded_at=at + timedelta(hours=26, minutes=1) if seen else None,
    )


def _planned(statement: Statement, rule: Communication, at: datetime, **became: object) -> PlannedMessage:
    who = statement.guarantor
    return note_settled(
        rule, who, who, due_at=at, id=id_at(at), statement=statement, occurrence=of_statement(statement.pk, 1),
        expires_at=at + OF_USE, settled_at=at, **became,
    )  # fmt: skip
