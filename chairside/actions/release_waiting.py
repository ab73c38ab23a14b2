"""Let later texts to a phone leave although nobody knows what became of an earlier one."""

from django.db import transaction
from django.db.models.functions import Now

from chairside.actions.refusals import need_right_to_send
from chairside.live.bell import ring_thread, wake_sender
from chairside.models import Attempt, Message, User
from chairside.rules.delivery import Outcome


@transaction.atomic
def release_waiting(user: User, message: Message) -> None:
    """A user decides not to wait for the outcome of this text any longer; it is still looked for."""
    need_right_to_send(user, message.location_id)
    if release(message):
        ring_thread(message.location_id, message.thread_id)


def release(message: Message) -> bool:
    """Free the pair of the message's unknown attempt, inside the caller's transaction; gives whether it was taken."""
    unknown = Attempt.objects.filter(message_id=message.pk, outcome=Outcome.UNKNOWN, settled_at__isnull=True)
    if not unknown.update(settled_at=Now()):
        return False
    wake_sender()
    return True
