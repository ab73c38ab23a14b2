"""Read places and providers: Organization, Location, Practitioner."""

from zoneinfo import available_timezones

from chairside.rules.fhir.parts import Part
from chairside.rules.fhir.records import (
    LocationRecord,
    OrganizationRecord,
    PassedOver,
    ProviderRecord,
    Report,
)
from chairside.rules.phones import NumberState, state_of, to_e164

TIME_ZONE = "http://hl7.org/fhir/StructureDefinition/timezone"
LONGEST_NAME = 100
LONGEST_NUMBER = 16
"""E.164: a plus and at most 15 digits."""


def organization(resource: Part) -> OrganizationRecord:
    """Read the Organization."""
    return OrganizationRecord(resource.text("id"), _named(resource, "organization"))


def location(resource: Part, report: Report) -> LocationRecord:
    """Read a Location; without its time zone nobody could say when it is day there."""
    zone = ""
    for extension in resource.items("extension"):
        if extension.text("url") == TIME_ZONE:
            zone = extension.text("valueCode")
    if zone not in available_timezones():
        raise resource.at("extension").broken(f"the time zone {zone[:64] or '(none)'} is not known")
    return LocationRecord(resource.text("id"), _named(resource, "location"), zone, _text_number(resource, report))


def provider(resource: Part) -> ProviderRecord:
    """Read a Practitioner: "Dr. Okafor", or "Mai Tran, RDH"."""
    for name in resource.items("name"):
        prefix, given, family = name.texts("prefix"), name.texts("given"), name.text("family")
        title = next((one for one in prefix if one.lower().startswith("dr")), "")
        credential = next((one for one in prefix if one != title), "")
        spoken = f"{title} {family}" if title else " ".join([*given, family])
        full = (f"{spoken}, {credential}" if credential else spoken).strip() or name.text("text")
        if full:
            return ProviderRecord(resource.text("id"), full[:LONGEST_NAME])
    raise PassedOver("the practitioner's name is missing; passed over")


def _named(resource: Part, what: str) -> str:
    if not resource.text("name"):
        raise resource.at("name").broken(f"the {what}'s name is missing")
    return resource.text("name")[:LONGEST_NAME]


def _text_number(resource: Part, report: Report) -> str | None:
    for telecom in resource.items("telecom"):
        if telecom.text("system") == "sms":
            number = to_e164(telecom.text("value"))
            if number and len(number) <= LONGEST_NUMBER and state_of(number) is not NumberState.INVALID:
                return number
            report("the number for texting is not a valid number; connect one later")
    return None
