"""The form of an appointment communication."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar

from django.utils.translation import gettext

from chairside.models import Communication, Location
from chairside.rules.communications.kinds import Kind, Trigger, Unit
from chairside.rules.communications.samples import ABOUT_VISITS
from chairside.web.communications.form import CommunicationForm, trigger_of
from chairside.web.communications.words import TRIGGERS

MOST = {Unit.MINUTES: 600, Unit.HOURS: 96, Unit.DAYS: 60, Unit.WEEKS: 12, Unit.MONTHS: 6}


class VisitForm(CommunicationForm):
    """A text when a visit is booked, when it is confirmed, or some time before it."""

    kind: ClassVar[Kind] = Kind.APPOINTMENT

    def __init__(
        self,
        location: Location,
        kept: Communication | None,
        given: Mapping[str, str] | None,
        first: Trigger = Trigger.BEFORE,
    ) -> None:
        self.first = first
        super().__init__(location, kept, given)

    @property
    def trigger(self) -> Trigger:
        """What it counts from: chosen once, for what has been planned names its occasions by it."""
        typed = self.kept.trigger if self.kept else self.given.get("trigger", "")
        return trigger_of(typed, TRIGGERS, Trigger.BEFORE)

    @property
    def triggers(self) -> list[tuple[str, str]]:
        return [(one.value, gettext(words)) for one, words in TRIGGERS.items()]

    def timing(self) -> dict[str, Any]:
        read = {"trigger": self.trigger, "asks_confirmation": self.is_on("asks_confirmation")}
        if self.trigger is not Trigger.BEFORE:
            return {**read, "amount": 0, "unit": Unit.DAYS}
        unit = self.unit("unit")
        return {**read, "unit": unit, "amount": self.count("amount", 1, MOST[unit])}

    def beginning(self) -> dict[str, str]:
        wording, before = ABOUT_VISITS[self.first], self.first is Trigger.BEFORE
        return {
            "name": "",
            "trigger": self.first.value,
            "amount": "2" if before else "",
            "unit": Unit.DAYS.value,
            "asks_confirmation": "yes" if before else "",
            "active": "yes",
            "english": wording.english,
            "spanish": wording.spanish,
        }
