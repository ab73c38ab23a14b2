"""Why a text of ours did not arrive and what to do about it, as staff read it."""

from django.utils.translation import gettext

from chairside.models import Message
from chairside.rules.carrier_errors import explain
from chairside.rules.delivery import Status
from chairside.rules.wording import Words
from chairside.web.drawing import in_words

ENDED = frozenset({Status.FAILED, Status.UNDELIVERED})


def reason_of(message: Message) -> tuple[str, str]:
    """Give the reason and the remedy; empty for a text that is on its way or has arrived."""
    if message.failure and (message.status in ENDED or message.status == Status.QUEUED):
        sentence, remedy = (Words(part["text"], part["values"]) for part in message.failure)
        return in_words(sentence), in_words(remedy)
    if message.status == Status.NOT_CONFIRMED:
        return gettext("Nobody knows whether it left."), gettext("Ask the patient, or check again.")
    if message.status not in ENDED:
        return "", ""
    error = explain(message.error_code)
    return in_words(error.sentence), in_words(error.remedy)
