"""A user has seen what a pop-up told them."""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from chairside.live.bell import ring
from chairside.live.changes import Change, Kind
from chairside.models import Notice, Thread, User
from chairside.models.notice import NoticeQuerySet
from chairside.models.prepared import Prepared

UNSEEN = Prepared(
    lambda user, thread: Notice.objects.filter(user=user, thread=thread, seen_at__isnull=True).only("pk")[:1]
)


def see_notice(user: User, notice_id: UUID, now: datetime) -> None:
    """Take one away from all screens of the user."""
    _see(user, Notice.objects.filter(pk=notice_id), now)


def see_notices_of(user: User, thread: Thread, now: datetime) -> None:
    """Take away those about a conversation that the user has just opened."""
    if UNSEEN.any(user.pk, thread.pk):
        _see(user, Notice.objects.filter(thread=thread), now)


@transaction.atomic
def _see(user: User, notices: NoticeQuerySet, now: datetime) -> None:
    if notices.filter(user=user, seen_at__isnull=True).update(seen_at=now):
        ring([Change(Kind.NOTICE, user_id=user.pk)])
