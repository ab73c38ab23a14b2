"""Furnish the demo: migrate, load the practice once, write what simulator and scripts read.

`python -m chairside.management.furnishing DIRECTORY WEB PHONES INTAKE` does it.
"""

import json
import os
import shlex
import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from chairside.management.failing import told
from chairside.management.house import migrate_database, open_house

NUMBERS_FILE = "numbers.json"
DEMO_FILE = "demo.json"
ENVIRONMENT_FILE = "environment"


def furnish_demo(data: Path, web: str, phones: str, intake: str) -> None:
    """Do it all; harmless to repeat."""
    open_house()
    migrate_database()
    from chairside.actions.load_demo_practice import load_demo_practice

    load_demo_practice(datetime.now(UTC))
    write_privately(data / NUMBERS_FILE, _json(_numbers(web, intake)))
    write_privately(data / DEMO_FILE, _json(_demo(web, phones, intake)))
    write_privately(data / ENVIRONMENT_FILE, _environment())


def write_privately(path: Path, content: str) -> None:
    """Write a file that only we may read, whole or not at all."""
    beside = path.with_name(f"{path.name}.new")
    beside.unlink(missing_ok=True)
    descriptor = os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w", encoding="utf-8") as file:
        file.write(content)
    beside.replace(path)


def _json(content: dict[str, Any]) -> str:
    return json.dumps(content, ensure_ascii=False, indent=2)


def _environment() -> str:
    """Write the demo's settings for a shell, so that the other commands can be tried on it."""
    from chairside.config.environment import SETTINGS

    given = [(setting.name, os.environ[setting.name]) for setting in SETTINGS if setting.name in os.environ]
    return "".join(f"export {name}={shlex.quote(value)}\n" for name, value in given)


def _numbers(web: str, intake: str) -> dict[str, Any]:
    from chairside.models import Phone, TextNumber

    numbers = [
        {
            "number": number.number,
            "account_sid": number.account_sid,
            "auth_token": number.auth_token,
            "inbound_url": f"{web}/hooks/{number.path_token}/messages",
            "name": f"{number.organization.name} {number.location.name}",
            "answers_keywords": number.carrier_answers_keywords,
        }
        for number in TextNumber.objects.select_related("organization", "location")
    ]
    mobiles = Phone.objects.filter(type="mobile", position=0).select_related("patient", "organization")
    phones: dict[str, dict[str, str]] = {}
    for phone in mobiles.order_by("patient__id"):
        phones.setdefault(
            phone.number,
            {"number": phone.number, "name": phone.patient.name, "note": phone.organization.name},
        )
    # what a proxy does in production: webhooks go to the intake, though they are signed over the public address
    return {"numbers": numbers, "phones": list(phones.values()), "routes": {f"{web}/hooks/": intake}}


def _demo(web: str, phones: str, intake: str) -> dict[str, Any]:
    from chairside.actions.demo.people import PASSWORD, PRACTICES
    from chairside.models import TextNumber

    numbers = TextNumber.objects.select_related("location", "organization").order_by("id")
    return {
        "web": web,
        "simulator": phones,
        "intake": intake,
        "sign_ins": [
            {"username": staff.username, "password": PASSWORD, "name": staff.name, "role": staff.role,
             "organization": practice.name, "locations": list(staff.at)}
            for practice in PRACTICES
            for staff in practice.staff
        ],
        "locations": [_location(number, web) for number in numbers],
    }  # fmt: skip


def _location(number: Any, web: str) -> dict[str, Any]:
    from chairside.actions.demo.people import NOBODY

    return {
        "id": str(number.location_id),
        "name": number.location.name,
        "organization": number.organization.name,
        "text_number": number.number,
        "webhook_urls": {
            "messages": f"{web}/hooks/{number.path_token}/messages",
            "status": f"{web}/hooks/{number.path_token}/status/{{attempt}}",
        },
        "account_sid": number.account_sid,
        "auth_token": number.auth_token,
        **_contacts(number.location),
        "nobody": {"number": NOBODY},
    }


def _contacts(location: Any) -> dict[str, Any]:
    """Choose three contacts who may be texted and one who opted out."""
    from chairside.models import Patient
    from chairside.models.circumstances import circumstances, number_for_texting
    from chairside.rules.may_text import Code, by_hand

    free: list[dict[str, str]] = []
    opted_out: dict[str, str] | None = None
    people = Patient.objects.filter(organization_id=location.organization_id).primary_contacts()
    # those who have written here first: their threads are there to look at
    known = people.filter(threads__location=location).order_by("id")
    for contact in [*known, *people.exclude(pk__in=known).order_by("id")]:
        number = number_for_texting(contact)
        codes = {reason.code for reason in by_hand(circumstances(location, contact, number), may_manage_inbox=True)}
        told = {"id": str(contact.pk), "name": contact.name, "number": number or ""}
        if not codes and len(free) < 3 and _is_alone(contact, number):
            free.append(told)
        elif Code.OPTED_OUT in codes and opted_out is None:
            opted_out = told
        if len(free) == 3 and opted_out:
            break
    return {"contacts": free, "opted_out": opted_out}


def _is_alone(contact: Any, number: str | None) -> bool:
    from chairside.models import Phone

    return len(set(Phone.objects.contacts_who_have(number or "", contact.organization_id))) == 1


if __name__ == "__main__":
    with told():
        furnish_demo(Path(sys.argv[1]), *sys.argv[2:5])
