"""Which column means what: guessed by its name, and corrected by hand."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from chairside.rules.tables.reader import PROBLEM_COLUMN


class TableKind(StrEnum):
    """What the rows of a file are."""

    PATIENTS = "patients"
    APPOINTMENTS = "appointments"


@dataclass(frozen=True, slots=True)
class Target:
    """What a column can mean: its key, its name for people, and names that other programs give it."""

    key: str
    name: str
    known_as: tuple[str, ...]


PATIENT_TARGETS = (
    Target("id", "Patient ID", ("patient id", "patientid", "id", "pat id", "chart", "chart number", "chart no", "account", "patient number", "external id")),
    Target("given_name", "First name", ("first name", "first", "firstname", "given name", "given", "fname")),
    Target("family_name", "Last name", ("last name", "last", "lastname", "family name", "surname", "lname")),
    Target("name", "Full name", ("name", "full name", "patient", "patient name")),
    Target("birth_date", "Birth date", ("birth date", "birthdate", "date of birth", "dob", "born", "birthday")),
    Target("status", "Status", ("status", "patient status")),
    Target("language", "Language", ("language", "preferred language", "lang")),
    Target("email", "Email", ("email", "e mail", "email address", "mail")),
    Target("mobile", "Mobile phone", ("mobile", "mobile phone", "cell", "cell phone", "cellphone", "mobile number", "wireless", "phone")),
    Target("home", "Home phone", ("home phone", "home", "phone home", "landline")),
    Target("work", "Work phone", ("work phone", "work", "phone work", "office phone")),
    Target("other", "Other phone", ("other phone", "phone 2", "alternate phone")),
    Target("contact", "Primary contact's ID", ("primary contact", "primary contact id", "contact", "contact id", "head of household")),
    Target("guarantor", "Primary guarantor's ID", ("primary guarantor", "primary guarantor id", "guarantor", "guarantor id", "responsible party", "responsible party id")),
    Target("text_messages", "Text Messages (yes or no)", ("text messages", "texts", "text", "sms", "text ok", "text consent", "sms consent", "text preference")),
    Target("recare_type", "Recare type", ("recare", "recare type", "recall type", "continuing care", "continuing care type")),
    Target("recare_due", "Recare due date", ("recare due", "recall due", "recall due date", "recall date", "next recall", "continuing care due")),
    Target("recare_last", "Last recare visit", ("last recare", "last recall", "prior recare", "last recall visit", "continuing care prior")),
)  # fmt: skip

APPOINTMENT_TARGETS = (
    Target("id", "Appointment ID", ("appointment id", "appointmentid", "appt id", "id")),
    Target("patient", "Patient ID", ("patient id", "patientid", "patient", "pat id", "chart", "chart number")),
    Target("date", "Date", ("date", "appointment date", "appt date", "day")),
    Target("time", "Starts at", ("time", "start", "start time", "starts", "starts at", "appointment time", "appt time")),
    Target("ends", "Ends at", ("end", "end time", "ends", "ends at")),
    Target("minutes", "Minutes", ("minutes", "length", "duration", "mins")),
    Target("operatory", "Operatory", ("operatory", "op", "chair", "room")),
    Target("provider", "Provider", ("provider", "dentist", "doctor", "hygienist")),
    Target("reason", "Reason", ("reason", "procedure", "procedures", "treatment", "description")),
    Target("status", "Status", ("status", "appointment status", "appt status")),
    Target("codes", "Procedure codes", ("procedure code", "codes", "code", "ada codes", "cdt codes", "cdt", "ada code", "proc code")),
)  # fmt: skip

TARGETS: Mapping[TableKind, tuple[Target, ...]] = {
    TableKind.PATIENTS: PATIENT_TARGETS,
    TableKind.APPOINTMENTS: APPOINTMENT_TARGETS,
}

Columns = Mapping[str, int]
"""Which column (counted from 0) holds each target."""


def guess_kind(heads: Sequence[str]) -> TableKind:
    """Guess what the rows are: visits have a start or an operatory, people have not."""
    said = {_plain(head) for head in heads}
    signs = {"start", "start time", "operatory", "appointment id", "appt id", "appointment date", "appt date", "time"}
    return TableKind.APPOINTMENTS if said & signs else TableKind.PATIENTS


def guess(kind: TableKind, heads: Sequence[str]) -> dict[str, int]:
    """Guess each target's column by its name; a column serves one target, the first name in the list wins."""
    plain = [_plain(head) for head in heads]
    found: dict[str, int] = {}
    for target in TARGETS[kind]:
        for name in (_plain(target.name), *target.known_as):
            free = [place for place, head in enumerate(plain) if head == name and place not in found.values()]
            if free and name != PROBLEM_COLUMN:
                found[target.key] = free[0]
                break
    return found


def named(kind: TableKind, words: str) -> Target | None:
    """Give what a person calls so: by its name, its key, or a name that other programs give it."""
    said = _plain(words)
    for target in TARGETS[kind]:
        if said in {_plain(target.name), _plain(target.key), *target.known_as}:
            return target
    return None


def missing(kind: TableKind, columns: Columns) -> list[Target]:
    """Give what no column is chosen for, and without which no row can be read."""
    needed = ["patient", "date", "time"] if kind is TableKind.APPOINTMENTS else ["id"]
    if kind is TableKind.PATIENTS and not {"name", "given_name"} & set(columns):
        needed.append("family_name")
    return [target for target in TARGETS[kind] if target.key in needed and target.key not in columns]


def phases_of(columns: Columns) -> int:
    """Through how many phases patients are brought: people, their contacts, and consent where no column says it."""
    return 2 if "text_messages" in columns else 3


def _plain(head: str) -> str:
    return re.sub(r"[^a-z0-9]+", " ", head.casefold()).strip()
