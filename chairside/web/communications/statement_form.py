"""The form of an eStatement communication."""

from __future__ import annotations

from typing import Any, ClassVar

from django.utils.translation import gettext

from chairside.models.planned_message import Channel
from chairside.rules.communications.kinds import Kind, Trigger, Unit
from chairside.rules.communications.samples import ABOUT_STATEMENTS
from chairside.web.communications.form import CommunicationForm
from chairside.web.communications.words import WAYS


class StatementForm(CommunicationForm):
    """A text or email with the link to a statement, whenever somebody sends one."""

    kind: ClassVar[Kind] = Kind.STATEMENT

    @property
    def ways(self) -> list[tuple[str, str]]:
        return [(Channel.TEXT.value, gettext(WAYS[False])), (Channel.EMAIL.value, gettext(WAYS[True]))]

    def timing(self) -> dict[str, Any]:
        way = self.typed("way")
        if way not in set(Channel):
            self.errors["way"] = gettext("Choose by which way it goes first.")
        return {
            "trigger": Trigger.SCHEDULED,
            "amount": 0,
            "unit": Unit.DAYS,
            "email_first": way == Channel.EMAIL,
        }

    def beginning(self) -> dict[str, str]:
        return {
            "name": "",
            "way": Channel.TEXT.value,
            "active": "yes",
            "english": ABOUT_STATEMENTS.english,
            "spanish": ABOUT_STATEMENTS.spanish,
        }
