"""The newest texts of a thread, or those before one: what the log shows, and whether there is more."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import QuerySet

from chairside.models import Location, Message, Thread, ThreadNote
from chairside.models.prepared import Prepared
from chairside.web.bubbles import Day, days_of

TEXTS_AT_ONCE = 50


FIRST_ID, LAST_ID = UUID(int=0), UUID(int=2**128 - 1)


def _newest_of(texts: QuerySet[Message]) -> QuerySet[Message]:
    return texts.select_related("sent_by").defer("lexemes").order_by("-id")[: TEXTS_AT_ONCE + 1]


NEWEST = Prepared(lambda thread: _newest_of(Message.objects.filter(thread=thread)))
EARLIER = Prepared(lambda thread, before: _newest_of(Message.objects.filter(thread=thread, pk__lt=before)))
NOTES = Prepared(
    lambda thread, after, before: ThreadNote.objects.filter(thread=thread, pk__gt=after, pk__lt=before).select_related(
        "by"
    )
)


@dataclass(frozen=True, slots=True)
class Log:
    """Some texts in order, by day; `earlier` names the oldest one when there are more before it."""

    days: list[Day]
    newest: UUID | None
    earlier: UUID | None

    @classmethod
    def only(cls, messages: Iterable[Message], location: Location, now: datetime) -> Log:
        """Draw just these."""
        shown = list(messages)
        return cls(days_of(shown, location, now), shown[-1].pk if shown else None, None)


def log_of(thread: Thread, location: Location, now: datetime, before: UUID | None = None) -> Log:
    """Read the newest texts, or the ones before a text that is already shown."""
    found = newest_texts(thread, before)
    shown = found[:TEXTS_AT_ONCE][::-1]
    earlier = shown[0].pk if len(found) > TEXTS_AT_ONCE else None
    notes = NOTES(thread.pk, earlier or FIRST_ID, before or LAST_ID)
    return Log(days_of(shown, location, now, notes), shown[-1].pk if shown else None, earlier)


def newest_texts(thread: Thread, before: UUID | None = None) -> list[Message]:
    """Give one text more than is shown, newest first."""
    return EARLIER(thread.pk, before) if before else NEWEST(thread.pk)
