"""Statements for tests: the rule by which they go out, the consent that they need, and one that was sent."""

import re
from datetime import date
from decimal import Decimal

from chairside.actions.communications.release import release_due
from chairside.actions.statements.make_statement import make_statement
from chairside.actions.statements.send_statements import send_statements
from chairside.models import Communication, ConsentEntry, Message, Source
from chairside.rules.statements import Line
from tests.cast import NOW

BORN = date(1980, 5, 1)
NUMBER = "+13125550121"
WORDING = "{first_name}, your statement from {location}: {link} Questions? {phone}"


def estatement(cast, **more):
    """Make the rule of sending, switched on unless told otherwise."""
    return Communication.objects.create(
        organization=cast.cedar,
        location=more.pop("location", cast.downtown),
        kind="statement",
        name=more.pop("name", "Electronic statement"),
        trigger="scheduled",
        category="billing",
        english=WORDING,
        created_at=NOW,
        active_since=more.pop("active_since", NOW),
        **more,
    )


def agree(cast, number=NUMBER):
    """Let a number have agreed to texts about bills."""
    ConsentEntry.objects.create(
        organization=cast.cedar, number=number, opted_in=True, at=NOW, source=Source.STAFF, wording="asked",
        category="billing",
    )  # fmt: skip


def guarantor(cast, name="Ken Ito", number=NUMBER, **more):
    """Make somebody who may get statements by text."""
    agree(cast, number)
    return cast.person(name, number, birth_date=more.pop("birth_date", BORN), **more)


def made(cast, who, dated=date(2026, 11, 20), location=None, by=None):
    """Make a statement of 100 dollars."""
    lines = [Line(date(2026, 11, 2), "Ken", "Visit", Decimal("120.00")), Line(dated, "", "Paid", Decimal("-20.00"))]
    return make_statement(location or cast.downtown, who, dated, lines, by=by or cast.ben, now=NOW)


def send(cast, *statements, now=NOW, **more):
    told = send_statements(statements, by=cast.ben, now=now, **more)
    release_due(now)
    return told


def secret_in(body):
    return re.search(r"/s/([\w-]+)/", body)[1]


def sent(cast, who=None):
    """Send a statement and give it with the secret of its link."""
    statement = made(cast, who or guarantor(cast))
    send(cast, statement)
    return statement, secret_in(Message.objects.order_by("-id").first().body)
