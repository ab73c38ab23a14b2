"""What is read from a file: records in our words, problems with their place, and what breaks a file."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, datetime

from chairside.rules.patients import AppointmentStatus, PatientStatus


class BrokenFile(Exception):
    """The file cannot be read as a whole; the text says where and why. Nothing is changed."""


class PassedOver(Exception):
    """One record cannot be brought; the text says why. The rest of the file can."""


Report = Callable[[str], None]
"""Hears what is wrong with the record being read."""


@dataclass(frozen=True, slots=True)
class Problem:
    """Something wrong with one entry that does not spoil the rest."""

    entry: str
    reason: str


@dataclass(frozen=True, slots=True)
class OrganizationRecord:
    """The practice itself."""

    id: str
    name: str


@dataclass(frozen=True, slots=True)
class LocationRecord:
    """A location; `text_number` in E.164."""

    id: str
    name: str
    time_zone: str
    text_number: str | None


@dataclass(frozen=True, slots=True)
class ProviderRecord:
    """A practitioner."""

    id: str
    name: str


@dataclass(frozen=True, slots=True)
class PhoneRecord:
    """A phone: type and number (E.164 where possible, else as written)."""

    type: str
    number: str


@dataclass(frozen=True, slots=True)
class PersonRecord:
    """A patient, or a person who speaks for one."""

    id: str
    given_name: str
    family_name: str
    birth_date: date | None
    status: PatientStatus
    language: str
    email: str
    phones: tuple[PhoneRecord, ...]


@dataclass(frozen=True, slots=True)
class ContactRecord:
    """Who speaks for a patient: another patient, or a person of their own."""

    patient_id: str
    same_as: str | None
    person: PersonRecord


@dataclass(frozen=True, slots=True)
class AppointmentRecord:
    """A visit."""

    id: str
    patient_id: str
    location_id: str
    provider_id: str | None
    operatory: str
    starts_at: datetime
    ends_at: datetime
    reason: str
    status: AppointmentStatus
    codes: tuple[str, ...] = ()


@dataclass(slots=True)
class Records:
    """Everything that a file holds."""

    organization: OrganizationRecord | None = None
    locations: list[LocationRecord] = field(default_factory=list)
    providers: list[ProviderRecord] = field(default_factory=list)
    patients: list[PersonRecord] = field(default_factory=list)
    contacts: list[ContactRecord] = field(default_factory=list)
    appointments: list[AppointmentRecord] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    passed_over: dict[str, int] = field(default_factory=dict)
