"""A person says that the restored database is right: texts may leave again."""

from datetime import datetime

from django.db import transaction

from chairside.actions.restored.left_already import hold_back_emails
from chairside.live.bell import ring, wake_sender
from chairside.live.changes import Change, Kind
from chairside.models import AuditEntry, Continuity, Location, Organization


class NotYet(Exception):
    """It cannot be confirmed; the text says why and what to do."""


@transaction.atomic
def confirm_restored(now: datetime) -> None:
    """End the safe mode, with a line in every organization's audit log. Raises `NotYet`."""
    found = Continuity.objects.select_for_update().filter(safe_since__isnull=False).first()
    if found is None or found.safe_since is None:
        raise NotYet("There is nothing to confirm: texts are being sent.")
    if found.reconciled_at is None:
        raise NotYet(
            "The carrier's lists were not yet compared with this database. "
            "Let `chairside work` run: it does so by itself."
        )
    hold_back_emails(found.safe_since)
    Continuity.objects.update(safe_since=None, doubt="", remembers_until=None, reconciled_at=None)
    for organization in Organization.objects.order_by("id"):
        AuditEntry.objects.create(
            organization=organization, at=now, type="security", action="restored database confirmed", details={}
        )
    ring(Change(Kind.RIGHTS, location_id=pk) for pk in Location.objects.values_list("pk", flat=True))
    wake_sender()
