"""Bring the organization, its locations and its providers."""

from datetime import datetime

from chairside.actions.importing.known import sort_records
from chairside.actions.importing.report import ImportReport
from chairside.actions.recare.first_types import make_first_types
from chairside.models import Location, Operatory, Organization, Provider, Role, TextNumber
from chairside.rules.fhir.records import (
    AppointmentRecord,
    BrokenFile,
    LocationRecord,
    OrganizationRecord,
    Problem,
    Records,
)
from chairside.rules.rights import DEFAULT_ROLES


def bring_organization(record: OrganizationRecord, now: datetime) -> Organization:
    """Find the organization by its id in the file, or by its name; make it with the default roles and recare types.

    A record without an id is one that the operator named.
    """
    found = _known(record) or _named(record)
    if found is None:
        found = Organization.objects.create(name=record.name, external_id=record.id, created_at=now)
        make_first_types(found)
    elif record.id and not found.external_id:
        Organization.objects.filter(pk=found.pk).update(external_id=record.id)
    for name, rights in DEFAULT_ROLES.items():
        Role.objects.get_or_create(organization=found, name=name, defaults={"rights": sorted(rights)})
    return found


def hold_organization(organization: Organization) -> Organization:
    """Lock the row, so that one import runs at a time.

    "No key": rows that refer to the organization, such as a text that comes in, need not wait for the import.
    """
    return Organization.objects.select_for_update(no_key=True).get(pk=organization.pk)


def _known(record: OrganizationRecord) -> Organization | None:
    """Two systems may call different practices "1": an id counts only together with the name."""
    found = Organization.objects.filter(external_id=record.id).first() if record.id else None
    if found is not None and found.name != record.name:
        raise BrokenFile(
            f"Organization/{record.id} is called {record.name}, but {found.name} here; "
            "say which organization takes the records with --organization"
        )
    return found


def _named(record: OrganizationRecord) -> Organization | None:
    named = Organization.objects.filter(name=record.name)
    return (named.filter(external_id="") if record.id else named).first()


def bring_locations(organization: Organization, records: Records, report: ImportReport) -> dict[str, Location]:
    """Give the locations by their ids in the file."""
    here = Location.objects.filter(organization=organization)
    changes = sort_records(organization, "Location", records.locations, report.count("Location"))
    for record in [*changes.new, *changes.changed]:
        if here.filter(name=record.name).exclude(external_id__in=["", record.id]).exists():
            raise BrokenFile(f"Location/{record.id}: there is another location called {record.name} already")
    for record in changes.new:
        location = here.filter(external_id="", name=record.name).first()
        if location is None:
            location = Location.objects.create(
                organization=organization,
                name=record.name,
                abbreviation=record.name[:2].upper(),
                time_zone=record.time_zone,
                external_id=record.id,
            )
        else:
            here.filter(pk=location.pk).update(external_id=record.id)
        _bring_number(location, record, report)
    for record in changes.changed:
        here.filter(external_id=record.id).update(name=record.name, time_zone=record.time_zone)
        _bring_number(here.get(external_id=record.id), record, report)
    return {location.external_id: location for location in here.exclude(external_id="")}


def _bring_number(location: Location, record: LocationRecord, report: ImportReport) -> None:
    """Note the number for texting; it works once an account of a carrier is connected to it."""
    present = TextNumber.objects.filter(location=location).first()
    if record.text_number is None or (present and present.number == record.text_number):
        return
    if present:
        why = "it texts from another number here, which was kept"
        report.problems.append(Problem(f"Location/{record.id}", why))
        return
    if TextNumber.objects.filter(number=record.text_number).exists():
        report.problems.append(
            Problem(f"Location/{record.id}", "its number for texting belongs to another location already")
        )
        return
    TextNumber.objects.create(
        organization_id=location.organization_id,
        location=location,
        number=record.text_number,
        account_sid="",
        auth_token="",
    )


def bring_providers(organization: Organization, records: Records, report: ImportReport) -> dict[str, Provider]:
    """Give the providers by their ids in the file."""
    here = Provider.objects.filter(organization=organization)
    changes = sort_records(organization, "Practitioner", records.providers, report.count("Practitioner"))
    for record in changes.new:
        if not here.filter(external_id="", name=record.name).update(external_id=record.id):
            Provider.objects.create(organization=organization, name=record.name, external_id=record.id)
    for record in changes.changed:
        here.filter(external_id=record.id).update(name=record.name)
    return {provider.external_id: provider for provider in here.exclude(external_id="")}


def bring_operatories(
    organization: Organization, appointments: list[AppointmentRecord], locations: dict[str, Location]
) -> dict[tuple[str, str], Operatory]:
    """Give the operatories that the appointments name, by location and name."""
    wanted = {(one.location_id, one.operatory) for one in appointments if one.operatory}
    return {
        (place, name): Operatory.objects.get_or_create(organization=organization, location=locations[place], name=name)[
            0
        ]
        for place, name in sorted(wanted)
        if place in locations
    }
