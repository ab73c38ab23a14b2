"""Keep what a user has begun to write, so that no accident loses it."""

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from chairside.live.bell import ring
from chairside.live.changes import Change, Kind
from chairside.models import Draft, Thread, User
from chairside.models.identifiers import new_id
from chairside.rules.segments import LIMIT

# somebody may paste more than can be sent, and must not lose it while shortening
LONGEST_DRAFT = 4 * LIMIT


@dataclass(frozen=True, slots=True)
class Turn:
    """Which page keeps a draft, by a name of its own, and the how manieth of that page it is, from 1."""

    page: str
    nth: int


@transaction.atomic
def keep_draft(
    user: User, thread: Thread, body: str, now: datetime, *, before: bool = False, turn: Turn | None = None
) -> None:  # fmt: skip
    """Store the draft (an empty one removes it) and tell the others who is writing.

    With `before` it is put above what is kept already: something that could not be sent, while more was written since.
    One that a later one of the same page has overtaken on its way changes nothing.
    """
    User.objects.select_for_update(no_key=True).get(pk=user.pk)  # one after the other, also where none is kept yet
    since = Draft.objects.filter(user=user, thread=thread).first()
    if turn and since and not before and since.page == turn.page and since.nth > turn.nth:
        return
    kept = body.replace("\0", "")[:LONGEST_DRAFT]
    if before and since and since.body.strip() != kept.strip():
        kept = f"{kept}\n{since.body}"[:LONGEST_DRAFT]
    if not kept.strip():
        Draft.objects.filter(user=user, thread=thread).delete()
        return
    facts = {"body": kept, "updated_at": now, "page": turn.page if turn else "", "nth": turn.nth if turn else 0}
    Draft.objects.update_or_create(
        user=user,
        thread=thread,
        defaults=facts,
        create_defaults={"id": new_id(), "organization_id": thread.organization_id, **facts},
    )
    ring([Change(Kind.TYPING, thread.location_id, thread.pk, user.pk)])
