"""Look at the carrier's list once more, because a user wants to know now."""

from django.db import transaction
from django.db.models.functions import Now

from chairside.actions.refusals import need_right_to_send
from chairside.models import Attempt, Message, User
from chairside.rules.delivery import Outcome


@transaction.atomic
def check_again(user: User, message: Message) -> bool:
    """Have the worker look at once; gives whether there is anything to find out."""
    need_right_to_send(user, message.location_id)
    unknown = Attempt.objects.filter(message_id=message.pk, outcome=Outcome.UNKNOWN)
    return bool(unknown.update(check_at=Now()))
