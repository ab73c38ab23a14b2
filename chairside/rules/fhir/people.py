"""Read people: Patient and RelatedPerson."""

from collections.abc import Callable

from chairside.rules.fhir.parts import Part
from chairside.rules.fhir.records import ContactRecord, PersonRecord, PhoneRecord
from chairside.rules.patients import PatientStatus, PhoneType
from chairside.rules.phones import NumberState, state_of, to_e164

SAME_PERSON = "urn:chairside:same-person"
PHONE_USES = {"mobile": PhoneType.MOBILE, "home": PhoneType.HOME, "work": PhoneType.WORK}
LAST = 10**6

Report = Callable[[str], None]


def patient(resource: Part, report: Report) -> PersonRecord:
    """Read a Patient; one who has died or left is Inactive: nobody is ever texted about them."""
    is_gone = (
        resource.has("deceasedDateTime")
        or resource.at("deceasedBoolean").value is True
        or resource.at("active").value is False
    )
    status = PatientStatus.INACTIVE if is_gone else PatientStatus.ACTIVE
    return _person(resource, status, report)


def contact(resource: Part, patient_id: str, report: Report) -> ContactRecord:
    """Read a RelatedPerson of a patient."""
    same_as = None
    for identifier in resource.items("identifier"):
        if identifier.text("system") == SAME_PERSON:
            same_as = identifier.text("value").removeprefix("Patient/")
    # the numbers of somebody who is a patient too are reported where that patient stands
    person = _person(resource, PatientStatus.NON_PATIENT, _nothing if same_as else report)
    return ContactRecord(patient_id, same_as, person)


def _nothing(_: str) -> None:
    return None


def _person(resource: Part, status: PatientStatus, report: Report) -> PersonRecord:
    given, family = _name(resource)
    if not (given or family):
        raise resource.at("name").broken("a name is missing")
    return PersonRecord(
        id=resource.text("id"),
        given_name=given[:100],
        family_name=family[:100],
        birth_date=resource.day("birthDate"),
        status=status,
        language=_language(resource),
        email=_email(resource),
        phones=_phones(resource, report),
    )


def _name(resource: Part) -> tuple[str, str]:
    """Give the official name, else the first; former (maiden) names never."""
    names = [name for name in resource.items("name") if name.text("use") not in {"maiden", "old"}]
    names.sort(key=lambda name: name.text("use") != "official")
    for name in names:
        return " ".join(name.texts("given")), name.text("family") or name.text("text")
    return "", ""


def _language(resource: Part) -> str:
    for communication in resource.items("communication"):
        for coding in communication.at("language").items("coding"):
            return coding.text("code")[:16] or "en"
    return "en"


def _email(resource: Part) -> str:
    for telecom in resource.items("telecom"):
        if telecom.text("system") == "email" and "@" in telecom.text("value"):
            return telecom.text("value")[:254]
    return ""


def _phones(resource: Part, report: Report) -> tuple[PhoneRecord, ...]:
    phones = [one for one in resource.items("telecom") if one.text("system") in {"phone", "sms"}]
    phones.sort(key=_rank)
    return tuple(_phone(phone, report) for phone in phones if phone.text("value"))


def _rank(phone: Part) -> int:
    rank = phone.at("rank").value
    return rank if isinstance(rank, int) and not isinstance(rank, bool) else LAST


def _phone(phone: Part, report: Report) -> PhoneRecord:
    written = phone.text("value")
    number = to_e164(written)
    kind = PHONE_USES.get(phone.text("use"), PhoneType.OTHER)
    if phone.text("system") == "sms":
        kind = PhoneType.MOBILE
    if number is None or state_of(number) is NumberState.INVALID:
        place = phone.place.rpartition(".")[2]
        report(f"{place}: the {kind} number {written[:32]} is not valid; the record is kept without it for texting")
    return PhoneRecord(kind, number or written[:32])
