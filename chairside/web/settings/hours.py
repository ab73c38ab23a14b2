"""Hours as they are typed: two stretches a day, and the days that are different."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, time

from django.utils.translation import gettext

from chairside.rules.opening_hours import fault_of
from chairside.web.drawing import in_words

STRETCHES = ("morning", "afternoon")
LONGEST_NOTE = 100


def typed_hours(given: Mapping[str, str], prefix: str) -> tuple[list[list[str]], str]:
    """Read the stretches of a day, "08:00" style, and say what is wrong with them ("" when nothing is)."""
    stretches = []
    for stretch in STRETCHES:
        opens, closes = (given.get(f"{prefix}-{stretch}-{end}", "").strip() for end in ("opens", "closes"))
        if not opens and not closes:
            continue
        try:
            stretches.append((_clock(opens), _clock(closes)))
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
        self.note = given.get("note", "").replace("\0", "").strip()[:LONGEST_NOTE]

    def typed(self, name: str) -> str:
        return self.given.get(name, "")

    @property
    def given_times(self) -> dict[str, str]:
        names = [f"{stretch}-{end}" for stretch in STRETCHES for end in ("opens", "closes")]
        return {name: self.typed(f"exception-{name}") for name in names}

    def day(self) -> date | None:
        try:
            return date.fromisoformat(self.typed("day"))
        except ValueError:
            self.errors["day"] = gettext("Choose a day.")
            return None

    def hours(self) -> list[list[str]]:
        """Give the stretches; none when the day is closed."""
        if self.typed("closed") == "yes":
            return []
        hours, fault = typed_hours(self.given, "exception")
        if fault or not hours:
            self.errors["hours"] = fault or gettext("Give the hours of that day, or choose Closed all day.")
        return hours


def _clock(typed: str) -> time:
    return time.fromisoformat(typed).replace(second=0, microsecond=0, tzinfo=None)
