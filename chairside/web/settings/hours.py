"""Hours as they are typed: two stretches a day, and the days that are different."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta

from django.utils.translation import gettext

from chairside.rules.opening_hours import fault_of
from chairside.web.drawing import in_words
from chairside.web.typed import clock, one_line

STRETCHES = ("morning", "afternoon")
LONGEST_NOTE = 100
FARTHEST = timedelta(days=5 * 366)


def arrived(given: Mapping[str, str], prefix: str) -> bool:
    """Whether anything was sent for a day: a form that came without it leaves the day as it stands."""
    return any(name.startswith(f"{prefix}-") for name in given)


def typed_hours(given: Mapping[str, str], prefix: str) -> tuple[list[list[str]], str]:
    """Read the stretches of a day, "08:00" style, and say what is wrong with them ("" when nothing is)."""
    stretches = []
    for stretch in STRETCHES:
        opens, closes = (given.get(f"{prefix}-{stretch}-{end}", "").strip() for end in ("opens", "closes"))
        if not opens and not closes:
            continue
        try:
            stretches.append((clock(opens), clock(closes)))
        except ValueError:
            return [], gettext("Give both times, such as 8:00 AM and 5:00 PM, or leave both empty.")
    if fault := fault_of(stretches):
        return [], in_words(fault)
    return [[opens.strftime("%H:%M"), closes.strftime("%H:%M")] for opens, closes in sorted(stretches)], ""


class ExceptionForm:
    """Reads a day with other hours; `errors` are by field name."""

    def __init__(self, given: Mapping[str, str]) -> None:
        self.given = given
        self.errors: dict[str, str] = {}
        self.note = one_line(given.get("note", ""))

    def typed(self, name: str) -> str:
        return self.given.get(name, "")

    def check_note(self) -> None:
        if len(self.note) > LONGEST_NOTE:
            self.errors["note"] = gettext("Shorten the note to 100 characters.")

    @property
    def given_times(self) -> dict[str, str]:
        names = [f"{stretch}-{end}" for stretch in STRETCHES for end in ("opens", "closes")]
        return {name: self.typed(f"exception-{name}") for name in names}

    def day(self, today: date) -> date | None:
        """Give the day; those that are over, and those beyond all planning, are none to keep hours for."""
        try:
            day = date.fromisoformat(self.typed("day"))
        except ValueError:
            self.errors["day"] = gettext("Choose a day, such as 12/24/2026.")
            return None
        if not today <= day <= today + FARTHEST:
            self.errors["day"] = gettext("Choose a day from today on, at most five years ahead.")
            return None
        return day

    def hours(self) -> list[list[str]]:
        """Give the stretches; none when the day is closed."""
        if self.typed("closed") == "yes":
            return []
        hours, fault = typed_hours(self.given, "exception")
        if fault or not hours:
            self.errors["hours"] = fault or gettext("Give the hours of that day, or choose Closed all day.")
        return hours
