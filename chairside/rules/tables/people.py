"""Read a row of a table of patients."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from chairside.rules.fhir.records import PersonRecord, PhoneRecord
from chairside.rules.patients import PhoneType
from chairside.rules.phones import to_e164
from chairside.rules.tables.cells import PATIENT_STATUSES, plain, read_birth_date, read_day, read_yes_or_no
from chairside.rules.tables.columns import Columns
from chairside.rules.tables.reader import Row
from chairside.rules.tables.row import Reading, Trouble

LONGEST = {
    "id": 100, "email": 254, "language": 16, "contact": 100, "guarantor": 100,
}  # fmt: skip
LONGEST_NAME = 100
PHONES = (
    ("mobile", PhoneType.MOBILE),
    ("home", PhoneType.HOME),
    ("work", PhoneType.WORK),
    ("other", PhoneType.OTHER),
)
LANGUAGES: Mapping[str, str] = {"": "en", "english": "en", "spanish": "es", "español": "es", "espanol": "es"}
LANGUAGE = re.compile(r"[a-z]{2,3}(-[a-z0-9]{2,8})?$")
EMAIL = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s]+$")
PHONE_KEYS = ("mobile", "home", "work", "other")


SELF = "Self"
LONGEST_TYPE = 60


@dataclass(frozen=True, slots=True)
class DueWords:
    """What a row says of recare: the type by its name, when the patient is due for it, and the visit before."""

    type: str
    due_on: date
    last_on: date | None


@dataclass(frozen=True, slots=True)
class PatientWords:
    """What a row says besides the person: `contact` and `guarantor` are IDs, or `SELF`, or empty when nothing is said.

    `prefers` None says nothing about text messages, `due` None nothing about recare.
    """

    line: int
    id: str
    contact: str
    guarantor: str
    prefers: bool | None
    due: DueWords | None = None


@dataclass(frozen=True, slots=True)
class PatientRow:
    """A row that can be brought; `notes` are troubles that do not keep it out."""

    person: PersonRecord
    words: PatientWords
    notes: tuple[Trouble, ...] = ()


def read_words(row: Row, columns: Columns, heads: tuple[str, ...], today: date) -> PatientWords:
    """Give what a valid row says besides the person: far quicker than reading all of it."""
    return _words(Reading(row, columns, heads), today)


def read_patient(row: Row, columns: Columns, heads: tuple[str, ...], today: date) -> PatientRow | list[Trouble]:
    """Give the row's patient, or everything that is wrong with it."""
    reading = Reading(row, columns, heads)
    given, family = _names(reading)
    status = PATIENT_STATUSES.get(plain(reading.cell("status")))
    if not reading.cell("id"):
        reading.wrong("id", "the ID is missing")
    if not given and not family:
        reading.wrong(_name_key(columns), "the name is missing")
    if max(len(given), len(family)) > LONGEST_NAME:
        reading.wrong(_name_key(columns), "longer than 100 characters")
    if status is None:
        words = "this is none of New, Active, Non-Patient and Inactive; set Duplicate by hand"
        reading.wrong("status", words)
    for key, most in LONGEST.items():
        if len(reading.cell(key)) > most:
            reading.wrong(key, f"longer than {most} characters")
    born = _birth_date(reading, today)
    _check_preference(reading)
    _check_recare(reading, today)
    if reading.troubles or status is None:
        return reading.troubles
    person = PersonRecord(
        id=reading.cell("id"),
        given_name=given,
        family_name=family,
        birth_date=born,
        status=status,
        language=_language(reading),
        email=_email(reading),
        phones=tuple(_phones(reading)),
    )
    return PatientRow(person, _words(reading, today), tuple(reading.notes))


def _words(reading: Reading, today: date) -> PatientWords:
    own = reading.cell("id")
    contact, guarantor = (_other(reading.cell(key), own) for key in ("contact", "guarantor"))
    prefers = read_yes_or_no(reading.cell("text_messages"))
    return PatientWords(reading.row.line, own, contact, guarantor, prefers, _due(reading, today))


def _due(reading: Reading, today: date) -> DueWords | None:
    if not reading.cell("recare_due"):
        return None
    due_on = read_day(reading.cell("recare_due"), today)
    name = " ".join(reading.cell("recare_type").split())
    return DueWords(name, due_on, read_day(reading.cell("recare_last"), today)) if due_on and name else None


def _names(reading: Reading) -> tuple[str, str]:
    given, family = reading.cell("given_name"), reading.cell("family_name")
    full = reading.cell("name")
    if not given and not family and full:
        if "," in full:
            family, _, given = (part.strip() for part in full.partition(","))
        else:
            given, _, family = full.rpartition(" ")
    return " ".join(given.split()), " ".join(family.split())


def _name_key(columns: Columns) -> str:
    return next((key for key in ("name", "family_name") if key in columns), "given_name")


def _birth_date(reading: Reading, today: date) -> date | None:
    cell = reading.cell("birth_date")
    born = read_birth_date(cell, today) if cell else None
    if cell and born is None:
        reading.wrong("birth_date", "this is no birth date, such as 3/14/2019 or 2019-03-14")
    return born


def _check_preference(reading: Reading) -> None:
    cell = reading.cell("text_messages")
    if cell and read_yes_or_no(cell) is None:
        reading.wrong("text_messages", "neither yes nor no")


def _check_recare(reading: Reading, today: date) -> None:
    """A recare type without a date says nothing; a date without a type cannot be placed."""
    for key in ("recare_due", "recare_last"):
        if reading.cell(key) and read_day(reading.cell(key), today) is None:
            reading.wrong(key, "this is no date, such as 11/30/2026 or 2026-11-30")
    if reading.cell("recare_due") and not reading.cell("recare_type"):
        reading.wrong("recare_type", "the recare type of this due date is missing")
    if len(reading.cell("recare_type")) > LONGEST_TYPE:
        reading.wrong("recare_type", f"longer than {LONGEST_TYPE} characters")


def _phones(reading: Reading) -> list[PhoneRecord]:
    phones = []
    for key, kind in PHONES:
        cell = reading.cell(key)
        number = to_e164(cell) if cell else None
        if number:
            phones.append(PhoneRecord(kind.value, number))
        elif cell:
            reading.note(key, "this is no telephone number; it is left out")
    return phones


def _language(reading: Reading) -> str:
    word = reading.cell("language").casefold()
    language = LANGUAGES.get(word, word)
    if LANGUAGE.match(language):
        return language
    reading.note("language", "this is no language, such as English or es; English is set")
    return "en"


def _email(reading: Reading) -> str:
    cell = reading.cell("email")
    if not cell or EMAIL.match(cell):
        return cell
    reading.note("email", "this is no email address; it is left out")
    return ""


def _other(reference: str, own: str) -> str:
    """Give the ID of another; nothing for Self, said by the word or by the row's own ID."""
    return SELF if reference.casefold() == "self" or reference == own else reference
