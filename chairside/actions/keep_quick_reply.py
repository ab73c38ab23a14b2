"""Keep texts ready for the composer: for a location, or for oneself."""

from dataclasses import dataclass
from datetime import datetime

from django.db import IntegrityError, transaction

from chairside.actions.refusals import stop_if_changed
from chairside.models import AuditEntry, Location, QuickReply, User
from chairside.models.identifiers import new_id
from chairside.rules.marks import mark_of


class NameTaken(Exception):
    """Another quick reply at hand there has this name."""


@dataclass(frozen=True, slots=True)
class Wording:
    """What a quick reply is called and says; without Spanish the English is used for everybody."""

    name: str
    english: str
    spanish: str = ""


def make_quick_reply(wording: Wording, location: Location, *, own: bool, by: User, now: datetime) -> QuickReply:
    """Make one for the location, or for the user alone; raises `NameTaken`."""
    made = QuickReply(
        id=new_id(),
        organization_id=location.organization_id,
        location=None if own else location,
        owner=by if own else None,
        name=wording.name,
        english=wording.english,
        spanish=wording.spanish,
    )
    _keep(made, "made a quick reply", location, by, now)
    return made


@transaction.atomic
def change_quick_reply(
    reply: QuickReply, wording: Wording, location: Location, *, by: User, now: datetime, seen: str | None = None
) -> None:
    """Change its name and its words; raises `NameTaken`, or `ChangedSince` when not as its form showed it (`seen`)."""
    stop_if_changed(seen, mark_of_reply(QuickReply.objects.select_for_update().get(pk=reply.pk)))
    reply.name, reply.english, reply.spanish = wording.name, wording.english, wording.spanish
    _keep(reply, "changed a quick reply", location, by, now)


@transaction.atomic
def drop_quick_reply(reply: QuickReply, location: Location, *, by: User, now: datetime) -> None:
    """Take it away; texts that were made with it stay."""
    QuickReply.objects.filter(pk=reply.pk).delete()
    _write_down(reply, "deleted a quick reply", location, by, now)


def mark_of_reply(reply: QuickReply) -> str:
    """Give the mark of what the form of a quick reply shows."""
    return mark_of(reply.name, reply.english, reply.spanish)


def _keep(reply: QuickReply, action: str, location: Location, by: User, now: datetime) -> None:
    try:
        with transaction.atomic():
            reply.save(update_fields=None if reply._state.adding else ["name", "english", "spanish"])
            _write_down(reply, action, location, by, now)
    except IntegrityError as error:
        raise NameTaken from error


def _write_down(reply: QuickReply, action: str, location: Location, by: User, now: datetime) -> None:
    AuditEntry.objects.create(
        organization_id=location.organization_id,
        location=location,
        user=by,
        at=now,
        type="quick reply",
        action=action,
        details={"name": reply.name, "own": reply.owner_id is not None},
    )
