"""The form of an appointment communication: what was typed, what is wrong with it, and what it means."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, time
from typing import Any
from uuid import UUID

from django.utils.translation import gettext

from chairside.actions.communications.keep_communication import Setup, mark_of_communication
from chairside.models import Communication, Location
from chairside.rules.communications.kinds import Kind, Trigger, Unit
from chairside.rules.communications.linter import Finding, lint
from chairside.rules.communications.samples import ABOUT_VISITS
from chairside.rules.communications.templates import Wording
from chairside.rules.consent_categories import Category
from chairside.rules.quiet_hours import EARLIEST, LATEST
from chairside.rules.segments import LIMIT
from chairside.web.communications.words import TRIGGERS, UNITS
from chairside.web.drawing import in_words
from chairside.web.typed import clock, many_lines, one_line

LONGEST_NAME = 100
MOST = {Unit.MINUTES: 600, Unit.HOURS: 96, Unit.DAYS: 60, Unit.WEEKS: 12, Unit.MONTHS: 6}


class CommunicationForm:
    """Reads what was typed; `errors` are by field name. Without `given` it shows what is kept."""

    def __init__(
        self, kept: Communication | None, given: Mapping[str, str] | None, trigger: Trigger = Trigger.BEFORE
    ) -> None:  # fmt: skip
        self.kept = kept
        self.is_sent = given is not None
        self.given = dict(given) if given is not None else _shown(kept) if kept else _new(trigger)
        self.errors: dict[str, str] = {}

    def typed(self, name: str) -> str:
        value = self.given.get(name, "")
        return many_lines(value) if name in {"english", "spanish"} else one_line(value)

    def is_on(self, name: str) -> bool:
        return self.given.get(name) == "yes"

    @property
    def trigger(self) -> Trigger:
        """What it counts from: chosen once, for what has been planned names its occasions by it."""
        if self.kept:
            return Trigger(self.kept.trigger)
        try:
            found = Trigger(self.given.get("trigger", ""))
        except ValueError:
            return Trigger.BEFORE
        return found if found in TRIGGERS else Trigger.BEFORE

    @property
    def triggers(self) -> list[tuple[str, str]]:
        return [(one.value, gettext(words)) for one, words in TRIGGERS.items()]

    @property
    def units(self) -> list[tuple[str, str]]:
        return [(one.value, gettext(words)) for one, words in UNITS.items()]

    @property
    def wording(self) -> Wording:
        return Wording(self.typed("english"), self.typed("spanish"))

    def findings(self) -> list[Finding]:
        """Give what the linter says of the texts as they stand."""
        return lint(Kind.APPOINTMENT, Category.CARE, self.wording, asks_confirmation=self.is_on("asks_confirmation"))

    def setup(self) -> Setup | None:
        """Give what was typed; None when something is wrong, told by `errors`."""
        amount, unit = self._lead()
        earliest, latest = self._hours()
        name = self.typed("name")
        if not name or len(name) > LONGEST_NAME:
            self.errors["name"] = gettext("Give it a name of at most 100 characters.")
        self._check_texts()
        if self.errors:
            return None
        return Setup(
            name=name,
            trigger=self.trigger,
            amount=amount,
            unit=unit,
            asks_confirmation=self.is_on("asks_confirmation"),
            english=self.typed("english"),
            spanish=self.typed("spanish"),
            earliest=earliest,
            latest=latest,
        )

    def draft(self, location: Location, now: datetime) -> Communication | None:
        """Give what was typed as a communication that is not kept, for a forecast; None when its time is wrong."""
        amount, unit = self._lead()
        earliest, latest = self._hours()
        if self.errors:
            return None
        return Communication(
            id=self.kept.pk if self.kept else UUID(int=0),
            organization_id=location.organization_id,
            location=location,
            kind=Kind.APPOINTMENT,
            name=self.typed("name"),
            trigger=self.trigger,
            amount=amount,
            unit=unit,
            asks_confirmation=self.is_on("asks_confirmation"),
            earliest=earliest,
            latest=latest,
            active_since=self.kept.active_since if self.kept and self.kept.active_since else now,
        )

    def show_changes(self, communication: Communication) -> None:
        """Say what a colleague has made of it; what was typed stays, to be kept or corrected."""
        for name, value in _shown(communication).items():
            if name != "seen" and value != self.given.get(name, ""):
                said = gettext("A colleague has changed this meanwhile to: %(value)s")
                self.errors[name] = said % {"value": value or gettext("nothing")}
        self.given["seen"] = mark_of_communication(communication)

    def _lead(self) -> tuple[int, Unit]:
        if self.trigger is not Trigger.BEFORE:
            return 0, Unit.DAYS
        try:
            unit = Unit(self.typed("unit"))
        except ValueError:
            unit = Unit.DAYS
        amount = self.typed("amount")
        if not (amount.isascii() and amount.isdecimal() and 1 <= int(amount[:6]) <= MOST[unit]):
            said = gettext("Type a number from 1 to %(most)s.")
            self.errors["amount"] = said % {"most": MOST[unit]}
            return 1, unit
        return int(amount), unit

    def _hours(self) -> tuple[time | None, time | None]:
        earliest, latest = (self._hour(name) for name in ("earliest", "latest"))
        if "earliest" not in self.errors and (earliest or EARLIEST) >= (latest or LATEST):
            self.errors["latest"] = gettext(
                "It ends before it begins. Texts may leave from 8:00 AM to 9:00 PM at most."
            )
        return earliest, latest

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


def _shown(kept: Communication) -> dict[str, Any]:
    return {
        "name": kept.name,
        "trigger": kept.trigger,
        "amount": str(kept.amount),
        "unit": kept.unit,
        "asks_confirmation": "yes" if kept.asks_confirmation else "",
        "english": kept.english,
        "spanish": kept.spanish,
        "earliest": f"{kept.earliest:%H:%M}" if kept.earliest else "",
        "latest": f"{kept.latest:%H:%M}" if kept.latest else "",
        "seen": mark_of_communication(kept),
    }


def _new(trigger: Trigger) -> dict[str, str]:
    wording = ABOUT_VISITS[trigger]
    return {
        "name": "",
        "trigger": trigger.value,
        "amount": "2" if trigger is Trigger.BEFORE else "",
        "unit": Unit.DAYS.value,
        "asks_confirmation": "yes" if trigger is Trigger.BEFORE else "",
        "active": "yes",
        "english": wording.english,
        "spanish": wording.spanish,
    }
