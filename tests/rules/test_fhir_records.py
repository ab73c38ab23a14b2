"""What a record of a file becomes, and which faults are told without spoiling the rest."""

from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from chairside.rules.fhir.reading import read
from chairside.rules.fhir.records import PhoneRecord
from chairside.rules.fhir.visits import status_after
from chairside.rules.patients import AppointmentStatus, PatientStatus
from tests.rules.bundles import SAME_PERSON, bundle, location, mobile, patient, practice, practitioner, related, visit

REAL = Path(__file__).parents[3] / "shared" / "data" / "fhir" / "cedar_dental.bundle.json"
KEN = patient("ken", "Ken Ito", "(312) 555-0142")


def only_patient(**more):
    records = read(bundle({**KEN, **more}))
    return records.patients[0], [problem.reason for problem in records.problems]


def only_visit(**more):
    records = read(bundle(*practice(KEN, visit("v", "ken", **more))))
    return records.appointments, [problem.reason for problem in records.problems]


@pytest.mark.parametrize(
    ("more", "status"),
    [
        ({}, PatientStatus.ACTIVE),
        ({"active": True}, PatientStatus.ACTIVE),
        ({"active": False}, PatientStatus.INACTIVE),
        ({"deceasedBoolean": True}, PatientStatus.INACTIVE),
        ({"deceasedBoolean": False}, PatientStatus.ACTIVE),
        ({"deceasedDateTime": "2020-01-01T00:00:00Z"}, PatientStatus.INACTIVE),
    ],
)
def test_who_has_died_or_left_is_inactive(more, status):
    assert only_patient(**more)[0].status is status


@pytest.mark.parametrize(
    ("names", "spoken"),
    [
        ([{"given": ["Ana", "María"], "family": "Peña"}], ("Ana María", "Peña")),
        ([{"use": "maiden", "given": ["Ana"], "family": "Old"}, {"given": ["Ana"], "family": "New"}], ("Ana", "New")),
        ([{"given": ["A"]}, {"use": "official", "given": ["Ana"], "family": "Peña"}], ("Ana", "Peña")),
        ([{"text": "Ana Peña"}], ("", "Ana Peña")),
        ([{}, {"given": ["Ana"]}], ("Ana", "")),
        ([{"given": ["Ana\0"], "family": "Pe\ud83dña"}], ("Ana", "Peña")),
    ],
    ids=["all given names", "no maiden name", "official first", "text alone", "empty first", "what no database keeps"],
)
def test_names(names, spoken):
    content = bundle(KEN).replace(b'"name": [{"use": "official", "given": ["Ken"], "family": "Ito"}]', _json(names))
    person = read(content).patients[0]
    assert (person.given_name, person.family_name) == spoken


def _json(names):
    import json

    return b'"name": ' + json.dumps(names).encode()


def test_a_patient_without_a_name_is_told_and_nothing_hangs_on_them():
    nameless = {**patient("x", "X Y"), "name": [{"use": "maiden", "family": "Old"}]}
    records = read(bundle(*practice(nameless, KEN, visit("v", "x"), related("r", "x", "Yumi Ito"))))
    assert [one.id for one in records.patients] == ["ken"]
    assert (records.appointments, records.contacts) == ([], [])
    assert [problem.entry for problem in records.problems] == [
        "entry 4 (Patient/x)", "entry 6 (Appointment/v)", "entry 7 (RelatedPerson/r)",
    ]  # fmt: skip


@pytest.mark.parametrize("written", ["1980", "1980-05", "0000-00-00", "1980-02-30", "17.5.1980", "x" * 500])
def test_a_birth_date_that_is_no_day_is_told_and_left_out(written):
    person, problems = only_patient(birthDate=written)
    assert person.birth_date is None
    assert problems == ["the birth date is not a full date; the record is kept without it"]


@pytest.mark.parametrize("written", ["2012-02-29", "2012-02-29T00:00:00Z"])
def test_a_birth_date(written):
    assert only_patient(birthDate=written)[0].birth_date == date(2012, 2, 29)


def test_an_email_that_is_none_is_left_out():
    telecom = [{"system": "email", "value": "ask at the desk"}, {"system": "url", "value": "https://x@example.org"}]
    assert only_patient(telecom=telecom)[0].email == ""


def test_phones_in_their_order_each_with_its_type():
    telecom = [
        {"system": "phone", "use": "home", "value": "312-253-0123", "rank": 2},
        {"system": "email", "value": "ken@example.org"},
        mobile("312 555 0142", rank=1),
        {"system": "sms", "value": "+1 312 555 0143", "rank": 3},
        {"system": "fax", "value": "312 253 0199"},
        {"system": "phone", "value": "+44 20 7946 0018"},
        {"system": "phone", "value": ""},
    ]
    person, problems = only_patient(telecom=telecom)
    assert person.phones == (
        PhoneRecord("mobile", "+13125550142"),
        PhoneRecord("home", "+13122530123"),
        PhoneRecord("mobile", "+13125550143"),
        PhoneRecord("other", "+442079460018"),
    )
    assert person.email == "ken@example.org"
    assert problems == []


@pytest.mark.parametrize("written", ["555-467-7743", "12", "call my wife", "9" * 200])
def test_an_invalid_number_is_told_and_the_patient_kept(written):
    person, problems = only_patient(telecom=[mobile(written)])
    assert person.given_name == "Ken"
    assert len(person.phones[0].number) <= 32
    assert len(problems) == 1
    assert problems[0].startswith("telecom[0]: the mobile number")


def test_languages():
    spoken = [{"language": {"coding": [{"code": "es"}]}}]
    assert only_patient(communication=spoken)[0].language == "es"
    assert only_patient()[0].language == "en"


@pytest.mark.parametrize(
    ("word", "answer", "status"),
    [
        ("proposed", "accepted", AppointmentStatus.UNCONFIRMED),
        ("pending", "needs-action", AppointmentStatus.UNCONFIRMED),
        ("booked", "needs-action", AppointmentStatus.UNCONFIRMED),
        ("booked", "tentative", AppointmentStatus.UNCONFIRMED),
        ("booked", "accepted", AppointmentStatus.CONFIRMED),
        ("arrived", "accepted", AppointmentStatus.HERE),
        ("checked-in", "accepted", AppointmentStatus.READY),
        ("fulfilled", "accepted", AppointmentStatus.COMPLETE),
        ("cancelled", "declined", AppointmentStatus.BROKEN),
        ("entered-in-error", "accepted", AppointmentStatus.BROKEN),
        ("noshow", "accepted", AppointmentStatus.NO_SHOW),
    ],
)
def test_statuses_of_visits(word, answer, status):
    visits, problems = only_visit(status=word, answer=answer)
    assert [one.status for one in visits] == [status]
    assert problems == []


@pytest.mark.parametrize(
    ("before", "said", "after"),
    [
        ("unconfirmed", "confirmed", "confirmed"),
        ("confirmed", "unconfirmed", "confirmed"),
        ("here", "confirmed", "here"),
        ("here", "complete", "complete"),
        ("complete", "here", "complete"),
        ("complete", "broken", "broken"),
        ("broken", "unconfirmed", "broken"),
        ("no_show", "complete", "no_show"),
        ("broken", "no_show", "no_show"),
    ],
)
def test_a_visit_that_did_not_move_never_goes_back(before, said, after):
    both = AppointmentStatus(before), AppointmentStatus(said)
    assert status_after(*both, moved=False) is AppointmentStatus(after)
    assert status_after(*both, moved=True) is AppointmentStatus(said)


def test_a_visit():
    visits, _ = only_visit()
    assert visits[0].operatory == "Operatory 1"
    assert visits[0].provider_id == "okafor"
    assert visits[0].starts_at == datetime(2026, 11, 24, 15, tzinfo=UTC)


def test_a_visit_with_minutes_instead_of_an_end():
    visits, _ = only_visit(end=None, minutesDuration=40)
    assert visits[0].ends_at == datetime(2026, 11, 24, 15, 40, tzinfo=UTC)


@pytest.mark.parametrize(
    ("more", "why"),
    [
        ({"status": "waitlist"}, "its status “waitlist” is none of a visit"),
        ({"start": None}, "its start is missing"),
        ({"start": "2026-11-24T09:00:00"}, "its start is missing or no moment with an offset"),
        ({"start": "tomorrow"}, "its start is missing or no moment"),
        ({"start": "0001-01-01T00:00:00+14:00"}, "its start is missing or no moment"),
        ({"end": None}, "its end is missing"),
        ({"end": None, "minutesDuration": 0}, "its end is missing"),
        ({"end": None, "minutesDuration": 10**30}, "its end is missing"),
        ({"end": None, "minutesDuration": "40"}, "its end is missing"),
        ({"end": "2026-11-24T08:00:00-06:00"}, "it does not end after it starts"),
        ({"end": "2026-11-24T09:00:00-06:00"}, "it does not end after it starts"),
        ({"end": "2027-11-24T08:00:00-06:00"}, "it does not end after it starts"),
        ({"participant": []}, "its patient or location is not in the file"),
    ],
)
def test_a_visit_that_is_none_is_told_and_passed_over(more, why):
    visits, problems = only_visit(**more)
    assert visits == []
    assert len(problems) == 1
    assert problems[0].startswith(why)


@pytest.mark.parametrize(
    "reference",
    ["Patient/ken", "urn:uuid:ken", "https://ehr.example/fhir/Patient/ken", "Patient/ken/_history/3"],
)
def test_every_way_to_refer_to_a_patient(reference):
    records = read(bundle(KEN, related("r", "x", "Yumi Ito", patient={"reference": reference})))
    assert [one.patient_id for one in records.contacts] == ["ken"]


@pytest.mark.parametrize("reference", ["Patient/nobody", "Location/ken", "ken", "", "#ken"])
def test_a_reference_to_nobody_is_told(reference):
    records = read(bundle(KEN, related("r", "x", "Yumi Ito", patient={"reference": reference})))
    assert records.contacts == []
    assert records.problems[0].entry == "entry 2 (RelatedPerson/r)"


@pytest.mark.parametrize("value", ["Patient/ken", "ken", "urn:uuid:ken"])
def test_a_related_person_who_is_a_patient_too(value):
    identifier = [{"system": "urn:other", "value": "7"}, {"system": SAME_PERSON, "value": value}]
    child = patient("mia", "Mia Ito")
    records = read(bundle(KEN, child, related("r", "mia", "Ken Ito", "12", identifier=identifier)))
    assert records.contacts[0].same_as == "ken"
    assert records.problems == []


def test_a_related_person_who_says_to_be_a_patient_of_another_file():
    records = read(bundle(KEN, related("r", "ken", "Yumi Ito", same_as="yumi")))
    assert records.contacts == []
    assert "a patient who is not in the file" in records.problems[0].reason


def test_a_related_person_of_former_times_speaks_for_nobody():
    records = read(bundle(KEN, related("r", "ken", "Yumi Ito", active=False)))
    assert records.contacts == []
    assert len(records.problems) == 1


@pytest.mark.parametrize(
    ("name", "spoken"),
    [
        ({"family": "Okafor", "given": ["Ines"], "prefix": ["Dr."]}, "Dr. Okafor"),
        ({"family": "Tran", "given": ["Mai"], "prefix": ["RDH"]}, "Mai Tran, RDH"),
        ({"text": "Mai Tran"}, "Mai Tran"),
        ({"family": "x" * 300}, "x" * 100),
    ],
)
def test_providers_are_named_as_the_office_calls_them(name, spoken):
    assert read(bundle(practitioner(**name))).providers[0].name == spoken


@pytest.mark.parametrize("number", ["12", "", "+49 1234567890123456"])
def test_a_location_whose_number_is_none_can_connect_one_later(number):
    records = read(bundle(location(number=number)))
    assert records.locations[0].text_number is None
    assert len(records.problems) == 1


@pytest.mark.skipif(not REAL.exists(), reason="the practice's bundle is not here")
def test_a_real_practice():
    records = read(REAL.read_bytes())
    counts = (len(records.locations), len(records.providers), len(records.patients), len(records.contacts))
    assert counts == (2, 4, 120, 26)
    assert len(records.appointments) == 289
    assert sum(one.status is PatientStatus.INACTIVE for one in records.patients) == 21
    assert sum(one.same_as is not None for one in records.contacts) == 20
    assert records.problems
    assert all("is not valid" in problem.reason for problem in records.problems)
