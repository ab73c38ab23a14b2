"""Recare types: what patients come back for, how often, and by which procedures a visit is known as one."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods, require_safe

from chairside.actions.recare.keep_recare_type import (
    NameTaken,
    RecareFacts,
    change_recare_type,
    make_recare_type,
    mark_of_recare_type,
)
from chairside.actions.refusals import ChangedSince
from chairside.models import Location, RecareType
from chairside.rules.communications.kinds import Unit
from chairside.rules.recare import INTERVAL_UNITS, LONGEST_INTERVAL, NoCodes, read_codes
from chairside.rules.rights import Right
from chairside.web.communications.words import UNITS, length_words
from chairside.web.done import done
from chairside.web.found import place_or_404, rights_of, user_of
from chairside.web.frame import frame
from chairside.web.typed import one_line, whole

LONGEST_NAME = 60
MOST_CODES = 40


@require_safe
def recare_types(request: HttpRequest, location_id: UUID) -> HttpResponse:
    """List them."""
    location = place_or_404(request, location_id, Right.REVIEW_COMMUNICATIONS)
    found = RecareType.objects.filter(organization_id=location.organization_id)
    values = {
        **frame(request, location),
        "tab": "recare",
        "listed": [(one, length_words(one.amount, Unit(one.unit))) for one in found],
    }
    return render(request, "communications/recare_types.html", values)


@require_http_methods(["GET", "HEAD", "POST"])
def new_recare_type(request: HttpRequest, location_id: UUID) -> HttpResponse:
    """Make one for the whole organization."""
    location = place_or_404(request, location_id, Right.EDIT_COMMUNICATIONS)
    form = TypeForm(request.POST.dict() if request.method == "POST" else BEGINNING)
    if request.method == "POST" and (facts := form.facts()):
        try:
            make_recare_type(facts, location, by=user_of(request), now=datetime.now(UTC))
        except NameTaken:
            form.say_taken()
        else:
            return done(request, gettext("%(name)s is kept.") % {"name": facts.name}, "recare_types", location.pk)
    return _page(request, location, form)


@require_http_methods(["GET", "HEAD", "POST"])
def recare_type(request: HttpRequest, location_id: UUID, type_id: UUID) -> HttpResponse:
    """Show and change one."""
    right = Right.EDIT_COMMUNICATIONS if request.method == "POST" else Right.REVIEW_COMMUNICATIONS
    location = place_or_404(request, location_id, right)
    kept = get_object_or_404(RecareType, pk=type_id, organization_id=location.organization_id)
    form = TypeForm(request.POST.dict() if request.method == "POST" else _shown(kept))
    if request.method == "POST" and (facts := form.facts()):
        seen, now = request.POST.get("seen"), datetime.now(UTC)
        try:
            change_recare_type(kept, facts, location, by=user_of(request), now=now, seen=seen)
        except NameTaken:
            form.say_taken()
        except ChangedSince:
            kept.refresh_from_db()
            form.show_changes(kept)
        else:
            return done(request, gettext("%(name)s was changed.") % {"name": facts.name}, "recare_types", location.pk)
    return _page(request, location, form, kept)


BEGINNING = {"amount": "6", "unit": Unit.MONTHS.value}


@dataclass
class TypeForm:
    """Reads what was typed; `errors` are by field name."""

    given: Mapping[str, str]
    errors: dict[str, str] = field(default_factory=dict)

    def typed(self, name: str) -> str:
        return one_line(self.given.get(name, ""))

    @property
    def units(self) -> list[tuple[str, str]]:
        return [(one.value, gettext(UNITS[one])) for one in INTERVAL_UNITS]

    def facts(self) -> RecareFacts | None:
        """Give what was typed; None when something is wrong, told by `errors`."""
        name, unit = self.typed("name"), self.typed("unit")
        amount = whole(self.typed("amount"), 1, LONGEST_INTERVAL)
        if not name or len(name) > LONGEST_NAME:
            self.errors["name"] = gettext("Give it a name of at most 60 characters.")
        if amount is None:
            self.errors["amount"] = gettext("Type a number from 1 to %(most)s.") % {"most": LONGEST_INTERVAL}
        if unit not in {one.value for one in INTERVAL_UNITS}:
            self.errors["unit"] = gettext("Choose a unit from the list.")
        codes = self._codes()
        return None if self.errors or amount is None else RecareFacts(name, amount, Unit(unit), codes)

    def say_taken(self) -> None:
        self.errors["name"] = gettext("There is a recare type of this name already. Choose another.")

    def show_changes(self, kept: RecareType) -> None:
        """Say what a colleague has made of it; what was typed stays, to be kept or corrected."""
        for name, value in _shown(kept).items():
            if name != "seen" and value != self.typed(name):
                said = gettext("A colleague has changed this meanwhile to: %(value)s")
                self.errors[name] = said % {"value": value or gettext("nothing")}
        self.given = {**self.given, "seen": mark_of_recare_type(kept)}

    def _codes(self) -> tuple[str, ...]:
        try:
            codes = read_codes(self.typed("codes"))
        except NoCodes as wrong:
            said = gettext("“%(word)s” is no procedure code. A code is D and four digits, such as D1110.")
            self.errors["codes"] = said % {"word": wrong.word}
            return ()
        if len(codes) > MOST_CODES:
            self.errors["codes"] = gettext("A type has at most %(most)s procedure codes.") % {"most": MOST_CODES}
        return tuple(codes)


def _shown(kept: RecareType) -> dict[str, str]:
    return {
        "name": kept.name,
        "amount": str(kept.amount),
        "unit": kept.unit,
        "codes": ", ".join(kept.codes),
        "seen": mark_of_recare_type(kept),
    }


def _page(request: HttpRequest, location: Location, form: TypeForm, kept: RecareType | None = None) -> HttpResponse:
    values = {
        **frame(request, location),
        "tab": "recare",
        "form": form,
        "kept": kept,
        "may_edit": Right.EDIT_COMMUNICATIONS in rights_of(request, location),
    }
    return render(request, "communications/recare_type.html", values, status=422 if form.errors else 200)
