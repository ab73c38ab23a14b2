"""The form of a new statement: what was typed, what it means, and what is wrong with it."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from itertools import zip_longest
from uuid import UUID

from django.http import QueryDict
from django.utils.translation import gettext

from chairside.models import Location, Patient
from chairside.models.identifiers import new_id
from chairside.rules.patients import PatientStatus
from chairside.rules.statements import (
    LARGEST_SUM,
    MOST_LINES,
    Line,
    WrongAmount,
    read_amount,
    total,
    written_amount,
)
from chairside.web.days import day_of
from chairside.web.patients.pages import chosen
from chairside.web.typed import one_line

AT_FIRST, MORE = 4, 4
LONGEST = {"about": 100, "what": 100}
COLUMNS = ("on", "about", "what", "amount")


@dataclass
class LineField:
    """One line as typed; errors are by column."""

    on: str = ""
    about: str = ""
    what: str = ""
    amount: str = ""
    errors: dict[str, str] = field(default_factory=dict)

    @property
    def is_empty(self) -> bool:
        return not (self.on or self.about or self.what or self.amount)

    def read(self) -> Line | None:
        """Give what was typed; None when something is wrong, told by `errors`."""
        on = day_of(self.on)
        if on is None:
            self.errors["on"] = gettext("Choose a day.")
        for name, longest in LONGEST.items():
            if len(getattr(self, name)) > longest:
                self.errors[name] = gettext("At most %(most)s characters.") % {"most": longest}
        if not self.what:
            self.errors["what"] = gettext("Say what it is for.")
        amount = self._amount()
        return None if self.errors or on is None or amount is None else Line(on, self.about, self.what, amount)

    def _amount(self) -> Decimal | None:
        try:
            return read_amount(self.amount)
        except WrongAmount:
            self.errors["amount"] = gettext("Type dollars and cents, such as 120.00 or -35.")
            return None


class StatementForm:
    """Reads what was typed; `errors` are by field name, those of lines stand with them."""

    def __init__(
        self, location: Location, today: date, given: QueryDict | None, patient: Patient | None = None
    ) -> None:
        self.location = location
        self.given = given
        self.errors: dict[str, str] = {}
        self.own = self._own()
        self.day = str(today) if given is None else one_line(given.get("dated", ""))
        self.guarantor = chosen(location, given.get("patient")) if given is not None else patient
        self.lines = self._lines()

    def typed(self, name: str) -> str:
        return one_line(self.given.get(name, "")) if self.given is not None else ""

    @property
    def wants_lines(self) -> bool:
        """Whether more lines were asked for, rather than the statement."""
        return self.given is not None and self.given.get("deed") == "more"

    def add_lines(self) -> None:
        room = max(0, MOST_LINES - len(self.lines))
        self.lines += [LineField() for _ in range(min(MORE, room))]

    def read(self) -> tuple[Patient, date, list[Line]] | None:
        """Give what was typed; None when something is wrong."""
        self._check_guarantor()
        dated = day_of(self.day)
        if dated is None:
            self.errors["dated"] = gettext("Choose the day of the statement.")
        kept = self._read_lines()
        if self.errors or self.guarantor is None or dated is None or kept is None:
            return None
        return self.guarantor, dated, kept

    def _own(self) -> UUID:
        try:
            return UUID(self.given.get("own", "")) if self.given is not None else new_id()
        except ValueError:
            return new_id()

    def _lines(self) -> list[LineField]:
        columns = [self.given.getlist(name)[:MOST_LINES] if self.given is not None else [] for name in COLUMNS]
        typed = zip_longest(*columns, fillvalue="")
        lines = [
            LineField(one_line(on), one_line(about), one_line(what), one_line(amount))
            for on, about, what, amount in typed
        ]
        return lines + [LineField() for _ in range(AT_FIRST - len(lines))]

    def _check_guarantor(self) -> None:
        person = self.guarantor
        if person is None:
            self.errors["patient"] = gettext("Choose the guarantor: type a name and pick one from the list.")
        elif person.status in {PatientStatus.INACTIVE, PatientStatus.DUPLICATE}:
            self.errors["patient"] = gettext("%(name)s is inactive or a duplicate. Pick somebody else.") % {
                "name": person.name
            }
        elif person.primary_guarantor_id != person.pk:
            said = gettext("Statements for %(name)s go to %(guarantor)s, the primary guarantor. Pick %(guarantor)s.")
            self.errors["patient"] = said % {"name": person.name, "guarantor": person.primary_guarantor.name}

    def _read_lines(self) -> list[Line] | None:
        filled = [one for one in self.lines if not one.is_empty]
        if not filled:
            self.lines[0].errors["what"] = gettext("Type at least one line.")
        read = [one.read() for one in filled]
        lines = [one for one in read if one is not None]
        if any(one.errors for one in self.lines):
            self.errors["lines"] = gettext("See the marked lines.")
            return None
        if abs(total(lines)) > LARGEST_SUM:
            said = gettext("Together the lines are more than %(most)s.") % {"most": written_amount(LARGEST_SUM)}
            filled[-1].errors["amount"] = self.errors["lines"] = said
        return lines
