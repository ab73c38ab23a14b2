"""The form of a recare communication."""

from __future__ import annotations

from functools import cached_property
from typing import Any, ClassVar

from django.utils.translation import gettext

from chairside.models import RecareType
from chairside.rules.communications.kinds import Kind, Trigger, Unit
from chairside.rules.communications.recare import MOST_REPEATS
from chairside.rules.communications.samples import ABOUT_RECARE
from chairside.rules.recare import INTERVAL_UNITS
from chairside.web.communications.form import CommunicationForm, trigger_of
from chairside.web.communications.words import BEFORE_OR_AFTER

MOST = {Unit.DAYS: 365, Unit.WEEKS: 52, Unit.MONTHS: 24}


class RecareForm(CommunicationForm):
    """A text some time before or after a due date, and again while no visit is booked."""

    kind: ClassVar[Kind] = Kind.RECARE
    units_offered = INTERVAL_UNITS

    @property
    def trigger(self) -> Trigger:
        return trigger_of(self.given.get("trigger", ""), BEFORE_OR_AFTER, Trigger.BEFORE)

    @property
    def triggers(self) -> list[tuple[str, str]]:
        return [(one.value, gettext(words)) for one, words in BEFORE_OR_AFTER.items()]

    @cached_property
    def types(self) -> list[tuple[str, str]]:
        """Give the recare types of the organization."""
        found = RecareType.objects.filter(organization_id=self.location.organization_id)
        return [(str(one.pk), one.name) for one in found]

    def timing(self) -> dict[str, Any]:
        unit = self.unit("unit")
        again = self.count("repeat_most", 0, MOST_REPEATS) if self.typed("repeat_most") else 0
        repeat_unit = self.unit("repeat_unit")
        return {
            "trigger": self.trigger,
            "amount": self.count("amount", 0, MOST[unit]),
            "unit": unit,
            "recare_type_id": self._type(),
            "repeat_most": again,
            "repeat_amount": self.count("repeat_amount", 1, MOST[repeat_unit]) if again else 0,
            "repeat_unit": repeat_unit,
        }

    def beginning(self) -> dict[str, str]:
        return {
            "name": "",
            "recare_type": self.types[0][0] if self.types else "",
            "trigger": Trigger.BEFORE.value,
            "amount": "3",
            "unit": Unit.WEEKS.value,
            "repeat_most": "2",
            "repeat_amount": "4",
            "repeat_unit": Unit.WEEKS.value,
            "active": "yes",
            "english": ABOUT_RECARE.english,
            "spanish": ABOUT_RECARE.spanish,
        }

    def _type(self) -> Any:
        """Read the type: chosen once, for what has been planned names its occasions by it."""
        if self.kept:
            return self.kept.recare_type_id
        own = RecareType.objects.filter(organization_id=self.location.organization_id)
        found = {str(one.pk): one.pk for one in own}.get(self.given.get("recare_type", ""))
        if found is None:
            self.errors["recare_type"] = gettext("Choose a recare type.")
        return found
