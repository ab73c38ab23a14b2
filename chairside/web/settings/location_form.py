"""The form of Location Information."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from zoneinfo import available_timezones

from django.utils.translation import gettext, gettext_noop

from chairside.actions.locations.keep_location import LocationFacts, mark_of_location
from chairside.models import Location
from chairside.web.settings.hours import STRETCHES, arrived, typed_hours
from chairside.web.typed import one_line

WEEKDAYS = (
    gettext_noop("Monday"),
    gettext_noop("Tuesday"),
    gettext_noop("Wednesday"),
    gettext_noop("Thursday"),
    gettext_noop("Friday"),
    gettext_noop("Saturday"),
    gettext_noop("Sunday"),
)
LONGEST = {"name": 100, "abbreviation": 8, "street": 200, "city": 100, "region": 50, "postal_code": 12}
NEEDED = ("name", "abbreviation")
USUAL_ZONES = (
    "America/New_York",
    "America/Chicago",
    "America/Denver",
    "America/Phoenix",
    "America/Los_Angeles",
    "America/Anchorage",
    "Pacific/Honolulu",
    "America/Puerto_Rico",
)


@dataclass(frozen=True, slots=True)
class Weekday:
    """A day of the week with what is typed for it; `prefix` begins the names of its fields."""

    prefix: str
    name: str
    times: dict[str, str]
    error: str


@cache
def zones() -> tuple[tuple[str, str], ...]:
    """Give all time zones with their words; looking for them walks a tree of files."""
    rest = sorted(zone for zone in available_timezones() if "/" in zone and not zone.startswith("Etc/"))
    return tuple((zone, zone.replace("_", " ")) for zone in dict.fromkeys([*USUAL_ZONES, *rest]))


class LocationForm:
    """Reads what was typed, or what stands; `errors` are by field name."""

    def __init__(self, location: Location, given: Mapping[str, str] | None) -> None:
        self.location = location
        self.given = given
        self.errors: dict[str, str] = {}
        self.seen = given.get("seen", "") if given is not None else mark_of_location(location)
        self.changed_meanwhile = False

    def show_changes(self, present: Location) -> None:
        """Say beside each field what a colleague has made of it; what was typed stays, to be kept or corrected."""
        for name in (*LONGEST, "time_zone"):
            if (value := str(getattr(present, name))) != self.typed(name):
                self.errors[name] = gettext("A colleague has changed this meanwhile to: %(value)s") % {"value": value}
        now_there = LocationForm(present, None)
        for day, kept in zip(self.weekdays, now_there.weekdays, strict=True):
            if day.times != kept.times:
                stretches = " – ".join(clock for clock in kept.times.values() if clock) or gettext("closed")
                self.errors[day.prefix] = gettext("A colleague has changed this meanwhile to: %(value)s") % {
                    "value": stretches
                }
        self.changed_meanwhile = True
        self.seen = mark_of_location(present)

    def typed(self, name: str) -> str:
        if self.given is not None:
            return one_line(self.given.get(name, getattr(self.location, name)))
        return str(getattr(self.location, name))

    @property
    def zones(self) -> list[tuple[str, str]]:
        """The time zones: those of most offices first."""
        return list(zones())

    @property
    def weekdays(self) -> list[Weekday]:
        days = []
        for number, name in enumerate(WEEKDAYS):
            prefix = f"day{number}"
            days.append(Weekday(prefix, gettext(name), self._times(number, prefix), self.errors.get(prefix, "")))
        return days

    def facts(self) -> LocationFacts | None:
        """Give what was typed; None when something is wrong, told by `errors`."""
        for name, most in LONGEST.items():
            if len(self.typed(name)) > most:
                self.errors[name] = gettext("Shorten this to %(most)s characters.") % {"most": most}
        for name in NEEDED:
            if not self.typed(name):
                self.errors[name] = gettext("This cannot be empty.")
        if self.typed("time_zone") not in dict(self.zones):
            self.errors["time_zone"] = gettext("Choose a time zone from the list.")
        hours = self._hours()
        if self.errors:
            return None
        return LocationFacts(
            time_zone=self.typed("time_zone"), hours=hours, **{name: self.typed(name) for name in LONGEST}
        )

    def _hours(self) -> dict[str, list[list[str]]]:
        week: dict[str, list[list[str]]] = {}
        for number in range(7):
            if not arrived(self.given or {}, f"day{number}"):
                week |= {key: kept for key, kept in self.location.hours.items() if key == str(number)}
                continue
            hours, fault = typed_hours(self.given or {}, f"day{number}")
            if fault:
                self.errors[f"day{number}"] = fault
            if hours:
                week[str(number)] = hours
        return week

    def _times(self, number: int, prefix: str) -> dict[str, str]:
        names = [f"{stretch}-{end}" for stretch in STRETCHES for end in ("opens", "closes")]
        if self.given is not None and arrived(self.given, prefix):
            return {name: self.given.get(f"{prefix}-{name}", "") for name in names}
        kept = [clock for stretch in self.location.hours.get(str(number), [])[: len(STRETCHES)] for clock in stretch]
        return dict(zip(names, [*kept, *[""] * len(names)], strict=False))
