"""Note in the audit log that staff took a statement out of the program as a file."""

from datetime import datetime

from django.db import transaction

from chairside.actions.statements.writing_down import write_down
from chairside.models import Statement, User


@transaction.atomic
def note_export(statement: Statement, *, by: User, now: datetime) -> None:
    """Note it, each time."""
    write_down(statement, "downloaded a statement", {}, by=by, now=now)
