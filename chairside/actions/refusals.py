"""What an action says when it will not do what was asked."""

from uuid import UUID

from chairside.models import Message, User
from chairside.rules.may_text import Reason, may_answer
from chairside.rules.rights import Right
from chairside.rules.wording import Words


class Refused(Exception):
    """The gate said no; `reasons` are all of them, each with its remedy."""

    def __init__(self, reasons: tuple[Reason, ...]) -> None:
        super().__init__(", ".join(reason.code for reason in reasons))
        self.reasons = reasons


class UnfitText(Exception):
    """The text itself cannot be sent: empty, too long. Nothing was stored."""

    def __init__(self, words: Words) -> None:
        super().__init__(words.text)
        self.words = words


class UnfitMoment(Exception):
    """The moment cannot be meant; `words` say why and what to do."""

    def __init__(self, words: Words) -> None:
        super().__init__(words.text)
        self.words = words


class ClientIdTaken(Exception):
    """The browser's id already names another text: a fault of the page, never a new message."""


class ChangedSince(Exception):
    """A colleague has changed it since this form was drawn: nothing was written, so nobody undoes another's work."""


def stop_if_changed(seen: str | None, present: str) -> None:
    """Compare the mark of what a form showed with that of what stands now; without `seen` there was no form."""
    if seen is not None and seen != present:
        raise ChangedSince


class AnsweredMeanwhile(Exception):
    """A colleague wrote in the thread since this user looked; `message` is what they wrote."""

    def __init__(self, message: Message) -> None:
        super().__init__("answered meanwhile")
        self.message = message


def need_right_to_send(user: User, location_id: UUID) -> None:
    """Raise `Refused` unless the user may manage the inbox of the location."""
    if reasons := may_answer(may_manage_inbox=user.may(Right.MANAGE_INBOX, location_id)):
        raise Refused(reasons)
