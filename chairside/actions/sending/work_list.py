"""The list "Undeliverable": texts that did not arrive, until somebody is done with each, or it arrived after all."""

from datetime import datetime
from uuid import UUID, uuid5

from chairside.models import Message, Thread, Undeliverable, User


def add_to_work(message: Message, now: datetime) -> None:
    """Put the text on the list, and its thread with it, inside the caller's transaction.

    What somebody was done with, or has sent again, is no work any more, whatever the carrier says of it later.
    """
    if is_seen_to(message):
        return
    _, is_new = Undeliverable.objects.get_or_create(
        message_id=message.pk,
        defaults={"organization_id": message.organization_id, "thread_id": message.thread_id, "since": now},
    )
    if not is_new:
        return
    Thread.objects.filter(pk=message.thread_id).update(undeliverable_at=now, done_at=None, snoozed_until=None)


def take_from_work(message: Message) -> None:
    """The text is on its way after all: it is no work any more."""
    deleted, _ = Undeliverable.objects.filter(message_id=message.pk).delete()
    if deleted:
        clear_thread(message.thread_id)


def clear_thread(thread_id: UUID) -> None:
    """Take the thread from the list when none of its texts is on it."""
    Thread.objects.filter(pk=thread_id, undeliverable_at__isnull=False).exclude(
        pk__in=Undeliverable.objects.filter(thread_id=thread_id, done_at__isnull=True).values("thread_id")
    ).update(undeliverable_at=None)


def settle_work(thread_id: UUID, before: datetime, now: datetime) -> None:
    """A later text to the same phone arrived: what failed before it is old news."""
    older = Undeliverable.objects.filter(thread_id=thread_id, done_at__isnull=True, message__at__lt=before)
    if older.update(done_at=now):
        clear_thread(thread_id)


def is_seen_to(message: Message) -> bool:
    """Whether somebody is done with the text, or a later one arrived: then the machine stays out of it."""
    return (
        Undeliverable.objects.filter(message_id=message.pk, done_at__isnull=False).exists()
        or Message.objects.filter(organization_id=message.organization_id, client_id=id_of_second(message.pk)).exists()
    )


def id_of_second(message_id: UUID) -> UUID:
    """Give the client id of the text by which a user sends this one again: there is one at most."""
    return uuid5(message_id, "send again")


def done_with(message: Message, user: User, now: datetime) -> bool:
    """Mark the text done by a user; gives whether it was still to do."""
    open_work = Undeliverable.objects.filter(message_id=message.pk, done_at__isnull=True)
    if not open_work.update(done_at=now, done_by=user):
        return False
    clear_thread(message.thread_id)
    return True
