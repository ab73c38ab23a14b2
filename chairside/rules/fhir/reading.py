"""Read a practice's records from a FHIR file (R4: hl7.org/fhir/R4)."""

from __future__ import annotations

from collections.abc import Callable
from zoneinfo import available_timezones

from chairside.rules.fhir.file import resources
from chairside.rules.fhir.parts import Part
from chairside.rules.fhir.people import contact, patient
from chairside.rules.fhir.records import (
    AppointmentRecord,
    BrokenFile,
    LocationRecord,
    OrganizationRecord,
    Problem,
    ProviderRecord,
    Records,
)
from chairside.rules.patients import AppointmentStatus
from chairside.rules.phones import to_e164

TIME_ZONE = "http://hl7.org/fhir/StructureDefinition/timezone"
NO_OPERATORY = ""

STATUSES = {
    "proposed": AppointmentStatus.UNCONFIRMED,
    "pending": AppointmentStatus.UNCONFIRMED,
    "booked": AppointmentStatus.UNCONFIRMED,
    "arrived": AppointmentStatus.HERE,
    "checked-in": AppointmentStatus.READY,
    "fulfilled": AppointmentStatus.COMPLETE,
    "cancelled": AppointmentStatus.BROKEN,
    "noshow": AppointmentStatus.NO_SHOW,
}


def read(content: bytes) -> Records:
    """Read the whole file; raises `BrokenFile` naming the place, before anything could be changed."""
    reading = _Reading()
    found = list(resources(content))
    for resource, address in found:
        reading.remember(resource, address)
    for resource, _ in found:
        reading.take(resource)
    return reading.records


class _Reading:
    """The records so far, and which address names which resource."""

    def __init__(self) -> None:
        self.records = Records()
        self._known: dict[str, str] = {}
        self._readers: dict[str, Callable[[Part], None]] = {
            "Organization": self._organization,
            "Location": self._location,
            "Practitioner": self._practitioner,
            "Patient": self._patient,
            "RelatedPerson": self._related_person,
            "Appointment": self._appointment,
        }

    def remember(self, resource: Part, address: str) -> None:
        kind, name = resource.text("resourceType"), resource.text("id")
        if kind not in self._readers:
            return
        if not name:
            raise resource.broken("id is missing")
        own = f"{kind}/{name}"
        if own in self._known:
            raise resource.broken("this id is in the file twice")
        self._known[own] = own
        if address:
            self._known.setdefault(address, own)

    def take(self, resource: Part) -> None:
        kind = resource.text("resourceType")
        if reader := self._readers.get(kind):
            reader(resource)
        else:
            self.records.passed_over[kind] = self.records.passed_over.get(kind, 0) + 1

    def _problem(self, resource: Part, reason: str) -> None:
        self.records.problems.append(Problem(resource.place, reason))

    def _organization(self, resource: Part) -> None:
        if self.records.organization is not None:
            raise resource.broken("the file holds more than one Organization; bring one at a time")
        if not resource.text("name"):
            raise resource.at("name").broken("the organization's name is missing")
        self.records.organization = OrganizationRecord(resource.text("id"), resource.text("name"))

    def _location(self, resource: Part) -> None:
        name, zone = resource.text("name"), ""
        for extension in resource.items("extension"):
            if extension.text("url") == TIME_ZONE:
                zone = extension.text("valueCode")
        if not name:
            raise resource.at("name").broken("the location's name is missing")
        if zone not in available_timezones():
            raise resource.at("extension").broken(f"the time zone {zone or '(none)'} is not known")
        self.records.locations.append(LocationRecord(resource.text("id"), name, zone, self._text_number(resource)))

    def _text_number(self, location: Part) -> str | None:
        for telecom in location.items("telecom"):
            if telecom.text("system") == "sms":
                number = to_e164(telecom.text("value"))
                if number is None:
                    self._problem(location, "the number for texting is not a number; connect one later")
                return number
        return None

    def _practitioner(self, resource: Part) -> None:
        for name in resource.items("name"):
            prefix, given, family = name.texts("prefix"), name.texts("given"), name.text("family")
            title = next((one for one in prefix if one.lower().startswith("dr")), "")
            credential = next((one for one in prefix if one != title), "")
            spoken = f"{title} {family}" if title else " ".join([*given, family])
            full = f"{spoken}, {credential}" if credential else spoken
            self.records.providers.append(ProviderRecord(resource.text("id"), full.strip()))
            return
        raise resource.at("name").broken("the practitioner's name is missing")

    def _patient(self, resource: Part) -> None:
        self.records.patients.append(patient(resource, lambda reason: self._problem(resource, reason)))

    def _related_person(self, resource: Part) -> None:
        about = self._reference(resource.at("patient"), "Patient")
        if about is None:
            self._problem(resource, "the patient that it refers to is not in the file; passed over")
            return
        read_contact = contact(resource, about, lambda reason: self._problem(resource, reason))
        if read_contact.same_as and f"Patient/{read_contact.same_as}" not in self._known:
            self._problem(resource, "it says that it is a patient who is not in the file; passed over")
            return
        self.records.contacts.append(read_contact)

    def _appointment(self, resource: Part) -> None:
        actors: dict[str, tuple[str, str]] = {}
        for participant in resource.items("participant"):
            for kind in ("Patient", "Practitioner", "Location"):
                if found := self._reference(participant.at("actor"), kind):
                    actors.setdefault(kind, (found, participant.text("status")))
        status = STATUSES.get(resource.text("status"))
        if "Patient" not in actors or "Location" not in actors:
            self._problem(resource, "its patient or location is not in the file; passed over")
        elif status is None:
            self._problem(resource, f"its status “{resource.text('status')}” is none of a visit; passed over")
        else:
            self._keep_appointment(resource, actors, status)

    def _keep_appointment(self, resource: Part, actors: dict[str, tuple[str, str]], status: AppointmentStatus) -> None:
        starts, ends = resource.moment("start"), resource.moment("end")
        if ends <= starts:
            self._problem(resource, "it ends before it starts; passed over")
            return
        patient_id, answer = actors["Patient"]
        if resource.text("status") == "booked" and answer == "accepted":
            status = AppointmentStatus.CONFIRMED
        self.records.appointments.append(
            AppointmentRecord(
                id=resource.text("id"),
                patient_id=patient_id,
                location_id=actors["Location"][0],
                provider_id=actors["Practitioner"][0] if "Practitioner" in actors else None,
                operatory=resource.text("comment", NO_OPERATORY)[:50],
                starts_at=starts,
                ends_at=ends,
                reason=resource.text("description")[:200],
                status=status,
            )
        )

    def _reference(self, given: Part, kind: str) -> str | None:
        """Give the id of what is referred to, if it is of this kind and in the file."""
        if given.value is None:
            return None
        known = self._known.get(given.text("reference"), "")
        return known.removeprefix(f"{kind}/") if known.startswith(f"{kind}/") else None


__all__ = ["BrokenFile", "read"]
