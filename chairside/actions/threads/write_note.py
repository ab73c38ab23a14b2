"""Say something to colleagues inside a conversation; whoever is named gets a pop-up."""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from chairside.actions.refusals import ClientIdTaken, UnfitText
from chairside.actions.threads.writing_down import write_down
from chairside.live.bell import ring
from chairside.live.changes import Change, Kind
from chairside.models import Notice, NoticeKind, Thread, ThreadNote, User
from chairside.models.identifiers import new_id
from chairside.models.thread_note import LONGEST_NOTE
from chairside.rules.mentions import mentioned
from chairside.rules.rights import Right
from chairside.rules.wording import say


@transaction.atomic
def write_note(thread: Thread, body: str, *, client_id: UUID, by: User, now: datetime) -> ThreadNote:
    """Keep the note once: the same `client_id` again gives the same note. Raises `UnfitText`, `ClientIdTaken`."""
    clean = _fit(body)
    # two clicks wait for each other here
    Thread.objects.select_for_update().get(pk=thread.pk)
    if kept := ThreadNote.objects.filter(organization_id=by.organization_id, client_id=client_id).first():
        if (kept.thread_id, kept.by_id, kept.body) != (thread.pk, by.pk, clean):
            raise ClientIdTaken
        return kept
    note = ThreadNote.objects.create(
        id=new_id(),
        organization_id=thread.organization_id,
        thread=thread,
        by=by,
        at=now,
        body=clean,
        client_id=client_id,
    )
    told = _tell(note, thread)
    ring([Change(Kind.THREAD, thread.location_id, thread.pk), *told])
    write_down(thread, "wrote a note", {}, by=by, now=now)
    return note


def _fit(body: str) -> str:
    clean = body.replace("\r\n", "\n").replace("\r", "\n").replace("\0", "").strip()
    if not clean:
        raise UnfitText(say("There is nothing in the note yet."))
    if len(clean) > LONGEST_NOTE:
        raise UnfitText(say("A note has at most %(limit)s characters. Please shorten it.", limit=LONGEST_NOTE))
    return clean


def _tell(note: ThreadNote, thread: Thread) -> list[Change]:
    readers = User.objects.who_may(Right.REVIEW_INBOX, thread.location)
    people = {reader.pk: reader.name for reader in readers if reader.pk != note.by_id}
    meant = mentioned(note.body, people)
    Notice.objects.bulk_create(
        Notice(
            organization_id=note.organization_id,
            user_id=pk,
            kind=NoticeKind.MENTIONED,
            thread=thread,
            by_id=note.by_id,
            at=note.at,
        )
        for pk in meant
    )
    return [Change(Kind.NOTICE, user_id=pk) for pk in meant]
