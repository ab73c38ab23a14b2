"""Keep what a user has begun to write, so that no accident loses it."""

from datetime import datetime

from django.db import transaction

from chairside.live.bell import ring
from chairside.live.changes import Change, Kind
from chairside.models import Draft, Thread, User
from chairside.models.identifiers import new_id
from chairside.rules.segments import LIMIT

# somebody may paste more than can be sent, and must not lose it while shortening
LONGEST_DRAFT = 4 * LIMIT


@transaction.atomic
def keep_draft(user: User, thread: Thread, body: str, now: datetime, *, before: bool = False) -> None:
    """Store the draft (an empty one removes it) and tell the others who is writing.

    With `before` it is put above what is kept already: something that could not be sent, while more was written since.
    """
    kept = body.replace("\0", "")[:LONGEST_DRAFT]
    since = Draft.objects.select_for_update().filter(user=user, thread=thread).first() if before else None
    if since and since.body.strip() != kept.strip():
        kept = f"{kept}\n{since.body}"[:LONGEST_DRAFT]
    if not kept.strip():
        Draft.objects.filter(user=user, thread=thread).delete()
        return
    Draft.objects.update_or_create(
        user=user,
        thread=thread,
        defaults={"body": kept, "updated_at": now},
        create_defaults={
            "id": new_id(),
            "organization_id": thread.organization_id,
            "body": kept,
            "updated_at": now,
        },
    )
    ring([Change(Kind.TYPING, thread.location_id, thread.pk, user.pk)])
