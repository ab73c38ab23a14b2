"""The form of an appointment: what was typed, what it means, and what is wrong with it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, date, datetime, time, timedelta
from uuid import UUID

from django.utils.formats import date_format
from django.utils.translation import gettext, pgettext

from chairside.actions.schedule.book import Booking, mark_of_visit
from chairside.models import Appointment, Location, Operatory, Patient, Provider
from chairside.rules.patients import PatientStatus
from chairside.rules.recare import NoCodes, read_codes
from chairside.web.typed import clock, many_lines, one_line, whole

LENGTHS = (10, 15, 20, 30, 40, 45, 60, 75, 90, 120, 150, 180, 240)
LONGEST_REASON = 200
LONGEST_NOTE = 2000
MOST_CODES = 20


class BookingForm:
    """Reads what was typed; `errors` are by field name, what was typed stays."""

    def __init__(self, location: Location, given: Mapping[str, str], visit: Appointment | None = None) -> None:
        self.location = location
        self.given = given
        self.kept = self.of(visit, location) if visit else {}
        self.errors: dict[str, str] = {}
        self.meanwhile = ""
        self.operatories = list(location.operatories.all())
        self.providers = list(Provider.objects.filter(organization_id=location.organization_id).order_by("name"))
        self.patient = visit.patient if visit else self._patient()

    @staticmethod
    def of(visit: Appointment, location: Location) -> dict[str, str]:
        """Give what the form shows of a visit that stands already."""
        starts = location.clock(visit.starts_at)
        return {
            "day": starts.date().isoformat(),
            "starts": starts.strftime("%H:%M"),
            "minutes": str(int((visit.ends_at - visit.starts_at).total_seconds() // 60)),
            "operatory": str(visit.operatory_id or ""),
            "provider": str(visit.provider_id or ""),
            "reason": visit.reason,
            "note": visit.note,
            "codes": ", ".join(visit.codes),
            "seen": mark_of_visit(visit),
        }

    def typed(self, name: str) -> str:
        typed = self.given.get(name, self.kept.get(name, ""))
        return many_lines(typed) if name == "note" else one_line(typed)

    @property
    def lengths(self) -> list[tuple[str, str]]:
        """The lengths to choose from, and the one that stands now."""
        known = set(LENGTHS)
        if minutes := whole(self.typed("minutes"), 1, 9_999):
            known.add(minutes)
        return [(str(length), gettext("%(minutes)s min") % {"minutes": length}) for length in sorted(known)]

    @property
    def operatory_choices(self) -> list[tuple[str, str]]:
        return [("", gettext("Choose")), *((str(one.pk), one.name) for one in self.operatories)]

    @property
    def provider_choices(self) -> list[tuple[str, str]]:
        return [("", gettext("None")), *((str(one.pk), one.name) for one in self.providers)]

    def refuse(self, field: str, words: str) -> None:
        self.errors[field] = words

    def show_changes(self, visit: Appointment) -> None:
        """Say how the visit stands now; what was typed stays, and may be kept over it."""
        starts = self.location.clock(visit.starts_at)
        self.meanwhile = gettext(
            "A colleague has changed this appointment meanwhile, so nothing was kept yet. It is now on %(day)s at "
            "%(time)s, %(operatory)s. What you typed still stands here: keep it again if it is right."
        ) % {
            "day": date_format(starts, pgettext("day with weekday", "l, F j")),
            "time": date_format(starts, pgettext("time of day", "g:i A")),
            "operatory": visit.operatory.name if visit.operatory else gettext("no operatory"),
        }
        self.given = {**dict(self.given.items()), "seen": mark_of_visit(visit)}

    def booking(self) -> Booking | None:
        """Give what is asked for; None when something is wrong, told by `errors`."""
        if self.patient is None:
            self.refuse("patient", gettext("Choose a patient: type a name and pick one from the list."))
        elif self.patient.status == PatientStatus.DUPLICATE:
            self.refuse("patient", gettext("This record is a duplicate. Choose the original."))
        starts = self._starts()
        operatory = self._operatory()
        provider = self._provider()
        minutes = self._minutes()
        if len(self.typed("reason")) > LONGEST_REASON:
            self.refuse("reason", gettext("The reason is longer than 200 characters. Put the rest into the note."))
        if len(self.typed("note")) > LONGEST_NOTE:
            self.refuse("note", gettext("The note is longer than 2,000 characters. Shorten it."))
        codes = self._codes()
        if self.errors or starts is None or operatory is None:
            return None
        return Booking(
            starts_at=starts,
            ends_at=starts + timedelta(minutes=minutes),
            operatory=operatory,
            provider=provider,
            reason=self.typed("reason"),
            note=self.typed("note"),
            codes=codes,
        )

    def _patient(self) -> Patient | None:
        chosen = _id(self.typed("patient"))
        if chosen is None:
            return None
        return Patient.objects.filter(organization_id=self.location.organization_id, pk=chosen).first()

    def _starts(self) -> datetime | None:
        day, at = self._day(), self._clock()
        if day is None or at is None:
            return None
        local = datetime.combine(day, at, self.location.zone)
        moment = local.astimezone(UTC)
        if moment.astimezone(self.location.zone).time() != local.time():
            self.refuse("starts", gettext("The clocks go forward then: this time of day does not exist on that day."))
            return None
        return moment

    def _day(self) -> date | None:
        try:
            day = date.fromisoformat(self.typed("day"))
        except ValueError:
            self.refuse("day", gettext("Choose a day, such as 11/24/2026."))
            return None
        if not 1950 <= day.year <= 2200:
            self.refuse("day", gettext("That day is too far away. Check the year."))
            return None
        return day

    def _clock(self) -> time | None:
        try:
            return clock(self.typed("starts"))
        except ValueError:
            self.refuse("starts", gettext("Choose a time of day, such as 9:30 AM."))
            return None

    def _operatory(self) -> Operatory | None:
        chosen = self.typed("operatory")
        found = next((one for one in self.operatories if str(one.pk) == chosen), None)
        if found is None:
            self.refuse("operatory", gettext("Choose an operatory."))
        else:
            found.location = self.location
        return found

    def _codes(self) -> tuple[str, ...]:
        try:
            codes = read_codes(self.typed("codes"))
        except NoCodes as wrong:
            words = gettext("“%(word)s” is no procedure code. A code is D and four digits, such as D1110.")
            self.refuse("codes", words % {"word": wrong.word})
            return ()
        if len(codes) > MOST_CODES:
            self.refuse("codes", gettext("At most 20 procedure codes can stand here."))
        return tuple(codes)

    def _provider(self) -> Provider | None:
        chosen = self.typed("provider")
        found = next((one for one in self.providers if str(one.pk) == chosen), None)
        if chosen and found is None:
            self.refuse("provider", gettext("Choose a provider from the list."))
        return found

    def _minutes(self) -> int:
        minutes = whole(self.typed("minutes"), 5, 720)
        if minutes is None:
            self.refuse("minutes", gettext("Choose how long the visit takes, from 5 minutes to 12 hours."))
        return minutes or 0


def _id(given: str) -> UUID | None:
    try:
        return UUID(given)
    except ValueError:
        return None
