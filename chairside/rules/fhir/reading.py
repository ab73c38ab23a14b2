"""Read a practice's records from a FHIR file (R4: hl7.org/fhir/R4).

What is wrong with the file as a whole breaks it: no JSON, a wrong type, an id missing or twice.
What is wrong with one record alone is a problem told with its place: a number or date that is none,
a reference to nobody, a name that is missing. The rest is read.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from chairside.rules.fhir import people, places
from chairside.rules.fhir.file import resources
from chairside.rules.fhir.parts import Part
from chairside.rules.fhir.records import BrokenFile, PassedOver, Problem, Records, Report
from chairside.rules.fhir.references import References
from chairside.rules.fhir.visits import appointment


def read(content: bytes) -> Records:
    """Read the whole file; raises `BrokenFile` naming the place, before anything could be changed."""
    reading = _Reading()
    found = list(resources(content))
    kept = [resource for resource, address in found if reading.keeps(resource, address)]
    for resource in kept:
        reading.take(resource)
    return reading.records


class _Reading:
    """The records so far, and which address names which resource."""

    def __init__(self) -> None:
        self.records = Records()
        self._references = References()
        self._spoken_for: set[str] = set()
        self._readers: dict[str, Callable[[Part, Report], None]] = {
            "Organization": self._organization,
            "Location": self._location,
            "Practitioner": self._practitioner,
            "Patient": self._patient,
            "RelatedPerson": self._related_person,
            "Appointment": self._appointment,
        }

    def keeps(self, resource: Part, address: str) -> bool:
        """Whether the record is read; a patient who is not is nobody that others could refer to."""
        kind = resource.text("resourceType")
        if kind not in self._readers:
            self.records.passed_over[kind] = self.records.passed_over.get(kind, 0) + 1
            return False
        if kind == "Patient" and not people.is_named(resource):
            self._problem(resource, "a name is missing; passed over")
            return False
        self._references.remember(resource, address)
        return True

    def take(self, resource: Part) -> None:
        try:
            self._readers[resource.text("resourceType")](resource, partial(self._problem, resource))
        except PassedOver as why:
            self._problem(resource, str(why))

    def _problem(self, resource: Part, reason: str) -> None:
        self.records.problems.append(Problem(resource.place, reason))

    def _organization(self, resource: Part, _: Report) -> None:
        if self.records.organization is not None:
            raise resource.broken("the file holds more than one Organization; bring one at a time")
        self.records.organization = places.organization(resource)

    def _location(self, resource: Part, report: Report) -> None:
        location = places.location(resource, report)
        if any(other.name == location.name for other in self.records.locations):
            raise resource.at("name").broken("two locations have this name")
        self.records.locations.append(location)

    def _practitioner(self, resource: Part, _: Report) -> None:
        self.records.providers.append(places.provider(resource))

    def _patient(self, resource: Part, report: Report) -> None:
        self.records.patients.append(people.patient(resource, report))

    def _related_person(self, resource: Part, report: Report) -> None:
        contact = people.contact(resource, self._references, report)
        if contact.patient_id in self._spoken_for:
            raise PassedOver("its patient has a primary contact in this file already; passed over")
        self._spoken_for.add(contact.patient_id)
        self.records.contacts.append(contact)

    def _appointment(self, resource: Part, _: Report) -> None:
        self.records.appointments.append(appointment(resource, self._references))


__all__ = ["BrokenFile", "read"]
