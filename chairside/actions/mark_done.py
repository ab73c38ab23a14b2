"""Take a text that did not arrive from the list "Undeliverable": somebody called, or it matters no more."""

from datetime import datetime

from django.db import transaction

from chairside.actions.refusals import need_right_to_send
from chairside.actions.sending.work_list import done_with
from chairside.live.bell import ring_thread
from chairside.models import Message, User


@transaction.atomic
def mark_done(user: User, message: Message, now: datetime) -> None:
    """The user has seen to this text."""
    need_right_to_send(user, message.location_id)
    if done_with(message, user, now):
        ring_thread(message.location_id, message.thread_id)
