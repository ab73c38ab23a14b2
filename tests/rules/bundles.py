"""Small FHIR files, made in the tests that read them."""

import json
from typing import Any

ZONE = "http://hl7.org/fhir/StructureDefinition/timezone"
SAME_PERSON = "urn:chairside:same-person"

Resource = dict[str, Any]


def organization(name: str = "Cedar Dental", **more: Any) -> Resource:
    return {"resourceType": "Organization", "id": "cedar", "name": name, **more}


def location(name: str = "Downtown", number: str = "+1 312 555 0190", zone: str = "America/Chicago") -> Resource:
    return {
        "resourceType": "Location",
        "id": name.lower(),
        "name": name,
        "telecom": [{"system": "sms", "value": number}],
        "extension": [{"url": ZONE, "valueCode": zone}],
    }


def practitioner(own: str = "okafor", **name: Any) -> Resource:
    spoken = name or {"family": "Okafor", "given": ["Ines"], "prefix": ["Dr."]}
    return {"resourceType": "Practitioner", "id": own, "name": [spoken]}


def patient(own: str, name: str, *mobiles: str, **more: Any) -> Resource:
    given, _, family = name.partition(" ")
    return {
        "resourceType": "Patient",
        "id": own,
        "name": [{"use": "official", "given": [given], "family": family}],
        "telecom": [mobile(number) for number in mobiles],
        "birthDate": "1980-05-17",
        **more,
    }


def related(own: str, about: str, name: str = "", *mobiles: str, same_as: str = "", **more: Any) -> Resource:
    resource = patient(own, name or "Nobody Said", *mobiles)
    del resource["birthDate"]
    if same_as:
        resource["identifier"] = [{"system": SAME_PERSON, "value": f"Patient/{same_as}"}]
    return {**resource, "resourceType": "RelatedPerson", "patient": {"reference": f"Patient/{about}"}, **more}


def visit(own: str, about: str, status: str = "booked", answer: str = "needs-action", **more: Any) -> Resource:
    return {
        "resourceType": "Appointment",
        "id": own,
        "status": status,
        "description": "Cleaning",
        "comment": "Operatory 1",
        "start": "2026-11-24T09:00:00-06:00",
        "end": "2026-11-24T09:40:00-06:00",
        "participant": [
            {"actor": {"reference": f"Patient/{about}"}, "status": answer},
            {"actor": {"reference": "Practitioner/okafor"}, "status": "accepted"},
            {"actor": {"reference": "Location/downtown"}, "status": "accepted"},
        ],
        **more,
    }


def mobile(number: str, **more: Any) -> Resource:
    return {"system": "phone", "use": "mobile", "value": number, **more}


def entries(*resources: Resource) -> list[Resource]:
    return [{"fullUrl": f"urn:uuid:{one.get('id')}", "resource": one} for one in resources]


def bundle(*resources: Resource, kind: str = "collection", indent: int | None = None) -> bytes:
    whole = {"resourceType": "Bundle", "type": kind, "entry": entries(*resources)}
    return json.dumps(whole, indent=indent, ensure_ascii=False).encode()


def lines(*resources: Resource) -> bytes:
    return "\n".join(json.dumps(one, ensure_ascii=False) for one in resources).encode()


def practice(*people: Resource) -> tuple[Resource, ...]:
    return organization(), location(), practitioner(), *people
