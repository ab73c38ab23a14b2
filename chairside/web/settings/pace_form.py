"""The form of a text number's pace."""

from __future__ import annotations

from collections.abc import Mapping

from django.utils.translation import gettext

from chairside.actions.locations.keep_pace import Pace
from chairside.models import TextNumber
from chairside.web.typed import one_line, whole

MOST_PER_SECOND = 100
MOST_PER_DAY = 1_000_000


class PaceForm:
    """Reads what was typed, or what stands; `errors` are by field name."""

    def __init__(self, number: TextNumber | None, given: Mapping[str, str] | None) -> None:
        self.number = number
        self.given = given
        self.errors: dict[str, str] = {}

    def typed(self, name: str) -> str:
        if self.given is not None:
            return one_line(self.given.get(name, ""))
        kept = getattr(self.number, name, None)
        return "" if kept is None else str(kept)

    def pace(self) -> Pace | None:
        """Give what was typed; None when something is wrong, told by `errors`."""
        per_second = self._whole("segments_per_second", MOST_PER_SECOND)
        per_day = self._whole("segments_per_day", MOST_PER_DAY) if self.typed("segments_per_day") else None
        return None if self.errors or per_second is None else Pace(per_second, per_day)

    def _whole(self, name: str, most: int) -> int | None:
        if (number := whole(self.typed(name), 1, most)) is not None:
            return number
        self.errors[name] = gettext("Write a whole number from 1 to %(most)s.") % {"most": f"{most:,}"}
        return None
