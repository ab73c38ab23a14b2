"""The form of Basic Info: what was typed, what it means, and what is wrong with it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from itertools import zip_longest

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.http import QueryDict
from django.utils.translation import gettext

from chairside.actions.patients.keep_record import BasicFacts, PhoneLine, mark_of_record
from chairside.models import Location, Patient, Phone
from chairside.rules.patients import PatientStatus, PhoneType
from chairside.rules.phones import NumberState, as_written_here, state_of, to_e164
from chairside.web.labels import LANGUAGE, language_name, patient_status, phone_type
from chairside.web.patients.pages import chosen
from chairside.web.typed import one_line

MOST_PHONES = 8
LONGEST_NAME = 100
LONGEST_EMAIL = 254
LONGEST_NUMBER = 32
STANDARD = {"language": "en", "status": "new"}

STATE_WORDS: Mapping[NumberState, str] = {
    NumberState.INVALID: "This is no valid number; it cannot be texted.",
    NumberState.LANDLINE: "This is a landline; it cannot be texted.",
    NumberState.UNFIT: "The carrier could not reach this number; it is not texted.",
}


@dataclass(frozen=True, slots=True)
class PhoneField:
    """One line of the list of phones, as typed; `said` tells whether the number is valid."""

    type: str
    number: str
    said: str = ""
    error: str = ""


class BasicForm:
    """Reads what was typed, or what stands in the record; `errors` are by field name."""

    def __init__(
        self, location: Location, now: datetime, patient: Patient | None, given: QueryDict | None, *, may_mark: bool
    ) -> None:
        self.location = location
        self.now = now
        self.today = location.clock(now).date()
        self.changed_meanwhile = False
        self.patient = patient
        self.given = given
        self.may_mark = may_mark
        self.errors: dict[str, str] = {}
        self.seen = self._seen()
        self.phones = self._phones_typed() if given is not None else self._phones_kept()
        self.original = self._original()

    def typed(self, name: str) -> str:
        return one_line(self._kept(name) if self.given is None else self.given.get(name, self._kept(name)))

    def _kept(self, name: str) -> str:
        """Give what stands in the record: a form that came without a field leaves it as it is."""
        value = getattr(self.patient, name, "") if self.patient else STANDARD.get(name, "")
        return str(value or "")

    @property
    def statuses(self) -> list[tuple[str, str]]:
        """The statuses that the user may choose; Duplicate needs its own right (domain: People)."""
        is_one = self.patient is not None and self.patient.status == PatientStatus.DUPLICATE
        return [
            (status.value, patient_status(status.value))
            for status in PatientStatus
            if status is not PatientStatus.DUPLICATE or self.may_mark or is_one
        ]

    @property
    def languages(self) -> list[tuple[str, str]]:
        known = dict.fromkeys([*LANGUAGE, self._kept("language") or "en"])
        return [(code, language_name(code)) for code in known]

    @property
    def phone_types(self) -> list[tuple[str, str]]:
        return [(kind.value, phone_type(kind)) for kind in PhoneType]

    @property
    def phone_lines(self) -> list[PhoneField]:
        """The lines to show: what there is, and an empty one to add another."""
        return [*self.phones, PhoneField(PhoneType.MOBILE.value, "")][: max(MOST_PHONES, len(self.phones))]

    def show_changes(self, present: Patient) -> None:
        """Say beside each field what a colleague has made of it; what was typed stays, to be kept or corrected."""
        now_there = BasicForm(self.location, self.now, present, None, may_mark=self.may_mark)
        for name in ("given_name", "family_name", "birth_date", "email", "language", "status"):
            if now_there.typed(name) != self.typed(name):
                self.errors[name] = _changed_to(now_there.in_words(name))
        if [(one.type, one.number) for one in now_there.phones] != [(one.type, one.number) for one in self.phones]:
            self.errors["phones"] = _changed_to(", ".join(one.number for one in now_there.phones))
        self.changed_meanwhile = True
        self.seen = mark_of_record(present)

    def in_words(self, name: str) -> str:
        """Give a field as people read it."""
        choices = {"language": self.languages, "status": self.statuses}.get(name, [])
        return dict(choices).get(self.typed(name), self.typed(name))

    def facts(self) -> BasicFacts | None:
        """Give what was typed; None when something is wrong, told by `errors`."""
        given, family = self._name("given_name"), self._name("family_name")
        if not given and not family:
            self.errors["given_name"] = gettext("Type at least one name.")
        born = self._birth_date()
        status = self._status()
        self._check_language()
        self._check_email()
        self._check_phones()
        if self.errors or status is None:
            return None
        return BasicFacts(
            given_name=given,
            family_name=family,
            birth_date=born,
            status=status,
            language=self.typed("language"),
            email=self.typed("email"),
            phones=tuple(_line(one) for one in self.phones),
            original=self.original if status is PatientStatus.DUPLICATE else None,
        )

    def _name(self, field: str) -> str:
        name = self.typed(field)
        if len(name) > LONGEST_NAME:
            self.errors[field] = gettext("A name has at most 100 characters.")
        return name

    def _birth_date(self) -> date | None:
        if not self.typed("birth_date"):
            return None
        try:
            born = date.fromisoformat(self.typed("birth_date"))
        except ValueError:
            self.errors["birth_date"] = gettext("That is no date. Choose one, such as 3/14/2019.")
            return None
        if born > self.today or born.year < self.today.year - 130:
            self.errors["birth_date"] = gettext("A birth date lies in the past, at most 130 years ago.")
        return born

    def _status(self) -> PatientStatus | None:
        if self.typed("status") not in dict(self.statuses):
            self.errors["status"] = gettext("Choose a status from the list.")
            return None
        status = PatientStatus(self.typed("status"))
        if status is PatientStatus.DUPLICATE:
            self._check_original()
        return status

    def _check_original(self) -> None:
        if self.original is None:
            self.errors["original"] = gettext("Choose the original record of which this is a duplicate.")
        elif self.patient and self.original.pk == self.patient.pk:
            self.errors["original"] = gettext("A record cannot be a duplicate of itself. Choose another.")
        elif self.original.status == PatientStatus.DUPLICATE:
            self.errors["original"] = gettext("That record is a duplicate itself. Choose its original.")

    def _check_email(self) -> None:
        try:
            if self.typed("email"):
                validate_email(self.typed("email"))
        except ValidationError:
            self.errors["email"] = gettext("That is no email address. It looks like name@example.com.")
        if len(self.typed("email")) > LONGEST_EMAIL:
            self.errors["email"] = gettext("An email address has at most 254 characters.")

    def _check_language(self) -> None:
        if self.typed("language") not in dict(self.languages):
            self.errors["language"] = gettext("Choose a language from the list.")

    def _check_phones(self) -> None:
        given = self.given or QueryDict()
        if len(given.getlist("phone_type")) != len(given.getlist("phone_number")):
            self.errors["phones"] = gettext("The phones came incompletely. Reload the page and type them again.")
        elif len(self.phones) > MOST_PHONES:
            self.errors["phones"] = gettext("A record has at most 8 phones. Take some away.")
        elif any(line.error for line in self.phones):
            self.errors["phones"] = gettext("Correct the phones that are marked.")

    def _seen(self) -> str:
        """Give the mark of the record as it was when this form was drawn first."""
        if self.given is not None:
            return str(self.given.get("seen", ""))
        return mark_of_record(self.patient) if self.patient else ""

    def _original(self) -> Patient | None:
        if self.given is None:
            return self.patient.duplicate_of if self.patient else None
        return chosen(self.location, self.given.get("original"))

    def _phones_kept(self) -> list[PhoneField]:
        phones = self.patient.phones.order_by("position") if self.patient else Phone.objects.none()
        return [
            PhoneField(phone.type, as_written_here(phone.number), _said(phone.type, phone.state)) for phone in phones
        ]

    def _phones_typed(self) -> list[PhoneField]:
        given = self.given or QueryDict()
        if "phone_type" not in given and "phone_number" not in given:
            return self._phones_kept()
        types, numbers = given.getlist("phone_type"), given.getlist("phone_number")
        pairs = zip_longest(types, [one_line(number) for number in numbers], fillvalue="")
        return [_typed_phone(kind, number) for kind, number in pairs if number]


def _typed_phone(kind: str, number: str) -> PhoneField:
    if kind not in PhoneType:
        return PhoneField(kind, number, error=gettext("Choose what kind of phone this is."))
    if len(number) > LONGEST_NUMBER or to_e164(number) is None:
        return PhoneField(kind, number, error=gettext("This is no telephone number. Type it with its area code."))
    return PhoneField(kind, number, _said(kind, state_of(to_e164(number))))


def _changed_to(value: str) -> str:
    if not value:
        return gettext("A colleague has emptied this meanwhile.")
    return gettext("A colleague has changed this meanwhile to: %(value)s") % {"value": value}


def _said(kind: str, state: NumberState) -> str:
    if state in STATE_WORDS:
        return gettext(STATE_WORDS[state])
    return gettext("Valid mobile number.") if kind == PhoneType.MOBILE else gettext("Valid number.")


def _line(field: PhoneField) -> PhoneLine:
    return PhoneLine(PhoneType(field.type), to_e164(field.number) or field.number)
