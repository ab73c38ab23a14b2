"""What the forms of all communications share: the name, the texts, the hours, and what is wrong with them."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Collection, Mapping
from datetime import datetime, time
from typing import Any, ClassVar
from uuid import UUID

from django.utils.translation import gettext

from chairside.actions.communications.keep_communication import Setup, mark_of_communication
from chairside.models import Communication, Location
from chairside.models.planned_message import Channel
from chairside.rules.communications.kinds import CATEGORIES, Kind, Trigger, Unit
from chairside.rules.communications.linter import Finding, lint
from chairside.rules.communications.templates import Wording
from chairside.rules.quiet_hours import EARLIEST, LATEST
from chairside.rules.segments import LIMIT
from chairside.web.communications.words import UNITS
from chairside.web.drawing import in_words
from chairside.web.typed import clock, many_lines, one_line, whole

LONGEST_NAME = 100


class CommunicationForm(ABC):
    """Reads what was typed; `errors` are by field name. Without `given` it shows what is kept."""

    kind: ClassVar[Kind]
    units_offered: ClassVar[Collection[Unit]] = tuple(UNITS)

    def __init__(self, location: Location, kept: Communication | None, given: Mapping[str, str] | None) -> None:
        self.location = location
        self.kept = kept
        self.given = dict(given) if given is not None else shown(kept) if kept else self.beginning()
        self.errors: dict[str, str] = {}

    @abstractmethod
    def beginning(self) -> dict[str, str]:
        """Give what a new one starts from."""

    @abstractmethod
    def timing(self) -> dict[str, Any]:
        """Read when it texts, as columns of a communication; faults go to `errors`."""

    def typed(self, name: str) -> str:
        value = self.given.get(name, "")
        return many_lines(value) if name in {"english", "spanish"} else one_line(value)

    def is_on(self, name: str) -> bool:
        return self.given.get(name) == "yes"

    @property
    def units(self) -> list[tuple[str, str]]:
        return [(one.value, gettext(UNITS[one])) for one in self.units_offered]

    @property
    def wording(self) -> Wording:
        return Wording(self.typed("english"), self.typed("spanish"))

    def findings(self) -> list[Finding]:
        """Give what the linter says of the texts as they stand."""
        return lint(self.kind, CATEGORIES[self.kind], self.wording, asks_confirmation=self.is_on("asks_confirmation"))

    def setup(self) -> Setup | None:
        """Give what was typed; None when something is wrong, told by `errors`."""
        timing = self.timing() | self._hours()
        name = self.typed("name")
        if not name or len(name) > LONGEST_NAME:
            self.errors["name"] = gettext("Give it a name of at most 100 characters.")
        self._check_texts()
        if self.errors:
            return None
        return Setup(name=name, kind=self.kind, english=self.typed("english"), spanish=self.typed("spanish"), **timing)

    def draft(self, now: datetime) -> Communication | None:
        """Give what was typed as a communication that is not kept, for a forecast; None when its time is wrong."""
        timing = self.timing() | self._hours()
        if self.errors:
            return None
        return Communication(
            id=self.kept.pk if self.kept else UUID(int=0),
            organization_id=self.location.organization_id,
            location=self.location,
            kind=self.kind,
            category=CATEGORIES[self.kind],
            name=self.typed("name"),
            active_since=self.kept.active_since if self.kept and self.kept.active_since else now,
            **timing,
        )

    def show_changes(self, communication: Communication) -> None:
        """Say what a colleague has made of it; what was typed stays, to be kept or corrected."""
        for name, value in shown(communication).items():
            if name != "seen" and value != self.given.get(name, ""):
                said = gettext("A colleague has changed this meanwhile to: %(value)s")
                self.errors[name] = said % {"value": value or gettext("nothing")}
        self.given["seen"] = mark_of_communication(communication)

    def count(self, name: str, least: int, most: int) -> int:
        """Read a whole number; the least one when it is none, told by `errors`."""
        number = whole(self.typed(name), least, most)
        if number is None:
            said = gettext("Type a number from %(least)s to %(most)s.")
            self.errors[name] = said % {"least": least, "most": most}
            return least
        return number

    def unit(self, name: str) -> Unit:
        """Read a unit of time; days when it is none that is offered."""
        typed = self.typed(name)
        return Unit(typed) if typed in {one.value for one in self.units_offered} else Unit.DAYS

    def _hours(self) -> dict[str, time | None]:
        hours = {name: self._hour(name) for name in ("earliest", "latest")}
        if "earliest" not in self.errors and (hours["earliest"] or EARLIEST) >= (hours["latest"] or LATEST):
            self.errors["latest"] = gettext(
                "It ends before it begins. Texts may leave from 8:00 AM to 9:00 PM at most."
            )
        return hours

    def _hour(self, name: str) -> time | None:
        if not self.typed(name):
            return None
        try:
            hour = clock(self.typed(name))
        except ValueError:
            self.errors[name] = gettext("Type a time of day.")
            return None
        if not EARLIEST <= hour <= LATEST:
            self.errors[name] = gettext("The law allows texts between 8:00 AM and 9:00 PM only.")
        return hour

    def _check_texts(self) -> None:
        for language in ("english", "spanish"):
            if len(self.typed(language)) > LIMIT:
                self.errors[language] = gettext("A text has at most 1,600 characters. Shorten it.")
        for finding in self.findings():
            if finding.forbids:
                self.errors.setdefault(finding.field, in_words(finding.words))


def shown(kept: Communication) -> dict[str, str]:
    """Give the fields of a kept one as its form shows them."""
    return {
        "name": kept.name,
        "trigger": kept.trigger,
        "amount": str(kept.amount),
        "unit": kept.unit,
        "english": kept.english,
        "spanish": kept.spanish,
        "earliest": f"{kept.earliest:%H:%M}" if kept.earliest else "",
        "latest": f"{kept.latest:%H:%M}" if kept.latest else "",
        "seen": mark_of_communication(kept),
        **OF_ITS_OWN[Kind(kept.kind)](kept),
    }


def _asked(kept: Communication) -> dict[str, str]:
    return {"asks_confirmation": "yes" if kept.asks_confirmation else ""}


def _repeated(kept: Communication) -> dict[str, str]:
    return {
        "repeat_most": str(kept.repeat_most),
        "repeat_amount": str(kept.repeat_amount) if kept.repeat_most else "",
        "repeat_unit": kept.repeat_unit,
    }


def _ways(kept: Communication) -> dict[str, str]:
    return {"way": Channel.EMAIL if kept.email_first else Channel.TEXT}


OF_ITS_OWN = {Kind.APPOINTMENT: _asked, Kind.RECARE: _repeated, Kind.STATEMENT: _ways}
"""The fields that a kind alone has."""


def trigger_of(typed: str, offered: Collection[Trigger], otherwise: Trigger) -> Trigger:
    """Read what it counts from."""
    return Trigger(typed) if typed in {one.value for one in offered} else otherwise
