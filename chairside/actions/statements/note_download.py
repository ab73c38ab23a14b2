"""Note that a guarantor has taken the statement along as a file."""

from datetime import datetime

from django.db import transaction

from chairside.actions.statements.writing_down import write_down
from chairside.models import StatementLink


@transaction.atomic
def note_download(link: StatementLink, now: datetime) -> None:
    """Note it; the first time counts."""
    StatementLink.objects.filter(pk=link.pk, downloaded_at__isnull=True).update(downloaded_at=now)
    write_down(link.statement, "a statement was downloaded by its link", {}, by=None, now=now)
