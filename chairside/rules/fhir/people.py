"""Read people: Patient and RelatedPerson."""

from chairside.rules.fhir.parts import Part
from chairside.rules.fhir.records import ContactRecord, PassedOver, PersonRecord, PhoneRecord, Report
from chairside.rules.fhir.references import References
from chairside.rules.patients import PatientStatus, PhoneType
from chairside.rules.phones import NumberState, state_of, to_e164

SAME_PERSON = "urn:chairside:same-person"
PHONE_USES = {"mobile": PhoneType.MOBILE, "home": PhoneType.HOME, "work": PhoneType.WORK}
LAST = 10**6


def is_named(resource: Part) -> bool:
    """Whether a person has any name to be called by."""
    return any(_name(resource))


def patient(resource: Part, report: Report) -> PersonRecord:
    """Read a Patient; one who has died or left is Inactive: nobody is ever texted about them."""
    is_gone = (
        resource.has("deceasedDateTime")
        or resource.at("deceasedBoolean").value is True
        or resource.at("active").value is False
    )
    status = PatientStatus.INACTIVE if is_gone else PatientStatus.ACTIVE
    return _person(resource, status, report)


def contact(resource: Part, references: References, report: Report) -> ContactRecord:
    """Read a RelatedPerson: somebody of their own, or another patient of the file."""
    about = references.find(resource.part("patient").text("reference"), "Patient")
    if about is None:
        raise PassedOver("the patient that it refers to is not in the file; passed over")
    if resource.at("active").value is False:
        raise PassedOver("it is no longer active; passed over")
    same_as = _same_person(resource, references)
    if same_as is None and not is_named(resource):
        raise PassedOver("a name is missing; passed over")
    # the numbers of somebody who is a patient too are reported where that patient stands
    person = _person(resource, PatientStatus.NON_PATIENT, _nothing if same_as else report)
    return ContactRecord(about, same_as, person)


def _same_person(resource: Part, references: References) -> str | None:
    for identifier in resource.items("identifier"):
        if identifier.text("system") == SAME_PERSON:
            value = identifier.text("value")
            found = references.find(value, "Patient") or references.find(f"Patient/{value}", "Patient")
            if found is None:
                raise PassedOver("it says that it is a patient who is not in the file; passed over")
            return found
    return None


def _nothing(_: str) -> None:
    return None


def _person(resource: Part, status: PatientStatus, report: Report) -> PersonRecord:
    given, family = _name(resource)
    born = resource.day("birthDate")
    if born is None and resource.has("birthDate"):
        report("the birth date is not a full date; the record is kept without it")
    return PersonRecord(
        id=resource.text("id"),
        given_name=given[:100],
        family_name=family[:100],
        birth_date=born,
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
        given, family = " ".join(name.texts("given")), name.text("family")
        if given or family or name.text("text"):
            return given, family or ("" if given else name.text("text"))
    return "", ""


def _language(resource: Part) -> str:
    for communication in resource.items("communication"):
        for coding in communication.part("language").items("coding"):
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
