"""A practice brings its records: all or nothing, again without a change, and no one's work undone."""

import time
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from chairside.actions.import_records import import_records
from chairside.actions.patients.change_primary_contact import change_primary_contact
from chairside.models import (
    Appointment,
    AuditEntry,
    ConsentEntry,
    Location,
    Operatory,
    Organization,
    Patient,
    Phone,
    PrimaryContactTerm,
    Provider,
    Role,
    Source,
    TextNumber,
)
from chairside.rules.fhir.records import BrokenFile
from chairside.rules.may_text import TextNumberState
from tests.rules.bundles import (
    bundle,
    lines,
    location,
    mobile,
    organization,
    patient,
    practice,
    related,
    visit,
)

REAL = Path(__file__).parents[3] / "shared" / "data" / "fhir" / "cedar_dental.bundle.json"
NOW = datetime(2026, 11, 23, 17, tzinfo=UTC)
LATER = NOW + timedelta(days=1)
KEN, YUMI = patient("ken", "Ken Ito", "(312) 555-0142"), patient("yumi", "Yumi Ito", "(312) 555-0143")
MIA, LEO = patient("mia", "Mia Ito"), patient("leo", "Leo Ito")

pytestmark = pytest.mark.django_db


def bring(*people, now=NOW, into="", content=None):
    """Bring a practice with these people and visits."""
    return import_records(content or bundle(*practice(*people)), organization=into, now=now)


def counts(report):
    return {kind: (count.new, count.changed, count.unchanged) for kind, count in report.counts.items()}


def person(name):
    given, _, family = name.partition(" ")
    return Patient.objects.get(given_name=given, family_name=family)


def contact_of(name):
    return person(name).primary_contact.name


# what comes


def test_a_practice_comes_with_its_places_and_roles():
    report = bring(KEN, visit("v", "ken"))
    cedar = Organization.objects.get()
    assert (report.organization, cedar.name) == ("Cedar Dental", "Cedar Dental")
    assert Role.objects.filter(organization=cedar).count() == 4
    downtown = Location.objects.get(organization=cedar)
    assert (downtown.name, downtown.time_zone) == ("Downtown", "America/Chicago")
    assert Provider.objects.get().name == "Dr. Okafor"
    assert Operatory.objects.get().name == "Operatory 1"
    booked = Appointment.objects.get()
    assert (booked.patient.name, booked.provider.name, booked.status) == ("Ken Ito", "Dr. Okafor", "unconfirmed")
    assert report.problems == []


def test_the_number_of_a_location_waits_for_an_account():
    bring()
    number = TextNumber.objects.get()
    assert (number.number, number.state) == ("+13125550190", TextNumberState.MISSING)


def test_a_patient_comes_with_phones_and_speaks_for_themselves():
    bring(KEN)
    ken = person("Ken Ito")
    assert (ken.status, ken.primary_contact, ken.primary_guarantor) == ("active", ken, ken)
    assert [phone.number for phone in ken.phones.all()] == ["+13125550142"]
    term = PrimaryContactTerm.objects.get(patient=ken)
    assert (term.contact, term.from_at, term.until_at) == (ken, NOW, None)


def test_ndjson_brings_the_same():
    bring(content=lines(*practice(KEN, MIA, related("r", "mia", same_as="ken"))))
    assert contact_of("Mia Ito") == "Ken Ito"


def test_the_operator_may_name_the_organization():
    bring(KEN, into="Birch Dental")
    assert Organization.objects.get().name == "Birch Dental"


def test_without_an_organization_nobody_knows_whose_records_they_are():
    with pytest.raises(BrokenFile, match="names no Organization"):
        bring(content=bundle(location(), KEN))


def test_the_import_is_in_the_audit_log():
    bring(KEN)
    assert AuditEntry.objects.get().details["Patient"] == {"new": 1, "changed": 0}


# who speaks for whom


def test_a_parent_who_is_a_patient_speaks_for_several_children():
    bring(KEN, MIA, LEO, related("r1", "mia", same_as="ken"), related("r2", "leo", same_as="ken"))
    assert Patient.objects.count() == 3
    assert contact_of("Mia Ito") == contact_of("Leo Ito") == "Ken Ito"
    assert person("Mia Ito").primary_guarantor == person("Ken Ito")


def grandmother(own, about, *numbers):
    return related(own, about, "Rosa Paz", *(numbers or ("602 555 0103",)))


def test_a_guardian_who_is_no_patient_is_one_record_for_several_children():
    bring(MIA, LEO, grandmother("r1", "mia"), grandmother("r2", "leo"))
    rosa = person("Rosa Paz")
    assert rosa.status == "non_patient"
    assert set(Patient.objects.household_of(rosa.pk)) == {person("Mia Ito"), person("Leo Ito")}


def test_two_people_of_one_name_with_different_numbers_are_two():
    bring(MIA, LEO, grandmother("r1", "mia"), grandmother("r2", "leo", "602 555 0104"))
    assert Patient.objects.filter(given_name="Rosa").count() == 2


@pytest.mark.parametrize(
    "later",
    [
        (grandmother("a0", "zoe"), grandmother("r1", "mia"), grandmother("r2", "leo")),
        (grandmother("r2", "leo"),),
        (grandmother("r1", "mia", "602 555 0177"), grandmother("r2", "leo", "602 555 0177")),
        (grandmother("s1", "mia"), grandmother("s2", "leo")),
    ],
    ids=["one more child", "one child less", "another number", "other ids"],
)
def test_a_guardian_stays_the_same_record_when_the_file_changes(later):
    zoe = patient("zoe", "Zoe Ito")
    bring(zoe, MIA, LEO, grandmother("r1", "mia"), grandmother("r2", "leo"))
    rosa = person("Rosa Paz")
    bring(zoe, MIA, LEO, *later, now=LATER)
    assert person("Rosa Paz") == rosa
    assert contact_of("Leo Ito") == "Rosa Paz"


def test_a_guardian_whose_number_changes_in_one_of_two_entries_becomes_two_people():
    bring(MIA, LEO, grandmother("r1", "mia"), grandmother("r2", "leo"))
    bring(MIA, LEO, grandmother("r1", "mia", "602 555 0177"), grandmother("r2", "leo"), now=LATER)
    assert Patient.objects.filter(given_name="Rosa").count() == 2
    assert person("Mia Ito").primary_contact.phones.get().number == "+16025550177"
    assert person("Leo Ito").primary_contact.phones.get().number == "+16025550103"


def test_only_the_first_related_person_is_the_contact_and_the_others_are_told():
    report = bring(MIA, related("r1", "mia", "Ana Ito"), related("r2", "mia", "Bob Ito"))
    assert contact_of("Mia Ito") == "Ana Ito"
    assert not Patient.objects.filter(given_name="Bob").exists()
    assert [problem.entry for problem in report.problems] == ["entry 6 (RelatedPerson/r2)"]


def test_when_the_file_names_another_contact_the_earlier_term_is_kept():
    bring(KEN, YUMI, MIA, related("r", "mia", same_as="ken"))
    bring(KEN, YUMI, MIA, related("r", "mia", same_as="yumi"), now=LATER)
    terms = PrimaryContactTerm.objects.filter(patient=person("Mia Ito")).order_by("from_at")
    assert [(term.contact.given_name, term.from_at, term.until_at) for term in terms] == [
        ("Ken", NOW, LATER),
        ("Yumi", LATER, None),
    ]
    assert contact_of("Mia Ito") == "Yumi Ito"
    assert AuditEntry.objects.filter(action="changed primary contact", patient_id=person("Mia Ito").pk).exists()


def test_a_contact_that_staff_have_changed_stays_until_the_file_says_something_new():
    people = (KEN, YUMI, MIA, related("r", "mia", same_as="ken"))
    bring(*people)
    change_primary_contact(person("Mia Ito"), person("Yumi Ito"), by=None, now=LATER)
    bring(*people, now=LATER + timedelta(days=1))
    assert contact_of("Mia Ito") == "Yumi Ito"
    assert PrimaryContactTerm.objects.filter(patient=person("Mia Ito"), until_at__isnull=True).count() == 1


# preference and consent


def standing(number):
    return ConsentEntry.objects.standing(Organization.objects.get().pk, [number]).get(number)


def test_a_contact_with_a_valid_mobile_prefers_texts_and_the_ledger_says_why():
    bring(KEN)
    entry = standing("+13125550142")
    assert person("Ken Ito").text_messages
    assert (entry.opted_in, entry.source, entry.at) == (True, Source.IMPORT, NOW)
    assert "the practice states" in entry.wording


@pytest.mark.parametrize(
    "telecom",
    [
        [],
        [mobile("555-467-7743")],
        [{"system": "phone", "use": "home", "value": "312 555 0142"}],
        [mobile("+44 20 7946 0018")],
        [mobile("12"), mobile("312 555 0142")],
    ],
    ids=["no phone", "invalid", "home", "landline", "the first mobile is invalid"],
)
def test_without_a_valid_mobile_nothing_is_assumed(telecom):
    bring({**KEN, "telecom": telecom})
    assert not person("Ken Ito").text_messages
    assert not ConsentEntry.objects.exists()


def test_a_child_who_is_spoken_for_consents_to_nothing():
    bring(KEN, patient("mia", "Mia Ito", "312 555 0144"), related("r", "mia", same_as="ken"))
    assert not person("Mia Ito").text_messages
    assert standing("+13125550144") is None


def test_who_has_left_consents_to_nothing():
    bring({**KEN, "active": False})
    assert not person("Ken Ito").text_messages
    assert not ConsentEntry.objects.exists()


def test_an_opt_out_is_never_overridden():
    cedar = Organization.objects.create(name="Cedar Dental", created_at=NOW)
    ConsentEntry.objects.create(
        organization=cedar, number="+13125550142", opted_in=False, at=NOW, source=Source.WORD, wording="STOP"
    )
    bring(KEN)
    assert ConsentEntry.objects.opted_out(cedar.pk, "+13125550142")
    assert ConsentEntry.objects.count() == 1


def test_a_shared_number_has_one_line_in_the_ledger():
    bring(KEN, patient("yumi", "Yumi Ito", "(312) 555-0142"))
    assert ConsentEntry.objects.count() == 1


def test_a_preference_that_staff_have_set_is_never_changed():
    bring(KEN)
    Patient.objects.update(text_messages=False)
    bring(patient("ken", "Ken Ito", "(312) 555-0188"), now=LATER)
    assert not person("Ken Ito").text_messages
    assert ConsentEntry.objects.count() == 1


# again


PEOPLE = (KEN, YUMI, MIA, LEO, related("r1", "mia", same_as="ken"), grandmother("r2", "leo"), visit("v", "ken"))


def everything():
    tables = (
        Organization,
        Location,
        Provider,
        Patient,
        Phone,
        PrimaryContactTerm,
        ConsentEntry,
        Appointment,
        AuditEntry,
    )
    return [list(table.objects.order_by("pk").values()) for table in tables]


def test_bringing_a_file_again_changes_nothing():
    bring(*PEOPLE)
    before = everything()
    again = bring(*PEOPLE, now=LATER)
    assert all((new, changed) == (0, 0) for new, changed, _ in counts(again).values())
    assert everything() == before


def test_the_order_of_the_file_does_not_matter():
    bring(*PEOPLE)
    before = everything()
    import_records(bundle(*reversed(practice(*PEOPLE))), organization="", now=LATER)
    assert everything() == before


def test_a_changed_record_is_brought_and_counted():
    bring(KEN, YUMI)
    report = bring(patient("ken", "Kenji Ito", "(312) 555-0142"), YUMI, now=LATER)
    assert counts(report)["Patient"] == (0, 1, 1)
    assert person("Kenji Ito").phones.get().number == "+13125550142"


def test_what_staff_have_changed_stays_while_the_file_says_the_same():
    bring(KEN)
    Patient.objects.update(given_name="Kenneth")
    bring(KEN, YUMI, now=LATER)
    assert Patient.objects.filter(given_name="Kenneth").exists()


def test_what_the_carrier_said_of_a_number_stays_known():
    bring(KEN)
    Phone.objects.update(unfit_at=NOW)
    bring(patient("ken", "Kenji Ito", "(312) 555-0188", "(312) 555-0142"), now=LATER)
    known = {phone.number: phone.unfit_at for phone in Phone.objects.all()}
    assert known == {"+13125550188": None, "+13125550142": NOW}


@pytest.mark.parametrize(
    ("before", "said", "after", "problems"),
    [
        ("active", {"active": False}, "inactive", 0),
        ("new", {"deceasedBoolean": True}, "inactive", 0),
        ("new", {}, "new", 0),
        ("non_patient", {}, "non_patient", 0),
        ("inactive", {}, "inactive", 1),
        ("duplicate", {}, "duplicate", 0),
        ("duplicate", {"active": False}, "duplicate", 0),
    ],
)
def test_a_file_may_say_that_somebody_left_but_not_that_they_are_back(before, said, after, problems):
    bring(KEN, YUMI)
    original = person("Yumi Ito") if before == "duplicate" else None
    Patient.objects.filter(given_name="Ken").update(status=before, duplicate_of=original)
    report = bring({**KEN, "birthDate": "1981-01-01", **said}, YUMI, now=LATER)
    assert person("Ken Ito").status == after
    assert len(report.problems) == problems


@pytest.mark.parametrize(
    ("before", "said", "after"),
    [
        ("confirmed", {"description": "Crown"}, "confirmed"),
        ("here", {"answer": "accepted", "description": "Crown"}, "here"),
        ("broken", {"description": "Crown"}, "broken"),
        ("confirmed", {"status": "cancelled"}, "broken"),
        ("unconfirmed", {"answer": "accepted"}, "confirmed"),
        ("confirmed", {"start": "2026-11-25T09:00:00-06:00", "end": "2026-11-25T09:40:00-06:00"}, "unconfirmed"),
        ("broken", {"start": "2026-11-25T09:00:00-06:00", "end": "2026-11-25T09:40:00-06:00"}, "unconfirmed"),
    ],
)
def test_a_visit_keeps_what_the_office_knows_further_unless_it_moved(before, said, after):
    bring(KEN, visit("v", "ken"))
    Appointment.objects.update(status=before, reminded_at=NOW)
    bring(KEN, visit("v", "ken", **said), now=LATER)
    booked = Appointment.objects.get()
    assert booked.status == after
    assert (booked.reminded_at is None) is ("start" in said)


# one practice beside another


def test_two_practices_may_use_the_same_ids():
    bring(KEN)
    report = bring(KEN, into="Birch Dental", now=LATER)
    assert Patient.objects.filter(external_id="ken").count() == 2
    assert [problem.reason for problem in report.problems] == [
        "its number for texting belongs to another location already"
    ]


def test_another_practice_with_the_same_id_is_refused_until_the_operator_says_which():
    bring(KEN)
    other = bundle(organization(name="Birch Dental"), location("Harbor"), YUMI)
    with pytest.raises(BrokenFile, match="Organization/cedar is called Birch Dental, but Cedar Dental here"):
        import_records(other, organization="", now=LATER)
    assert not Patient.objects.filter(given_name="Yumi").exists()


def test_the_operator_may_name_an_organization_that_a_file_has_made():
    bring(KEN)
    bring(KEN, into="Cedar Dental", now=LATER)
    assert Organization.objects.count() == 1
    assert Patient.objects.count() == 1


def test_places_that_staff_have_made_are_taken_over_by_name():
    cedar = Organization.objects.create(name="Cedar Dental", created_at=NOW)
    downtown = Location.objects.create(
        organization=cedar, name="Downtown", abbreviation="DT", time_zone="America/Chicago"
    )
    bring(KEN, visit("v", "ken"))
    assert Location.objects.get() == downtown
    assert Appointment.objects.get().location == downtown


def test_a_location_that_takes_the_name_of_another_breaks_the_file_and_changes_nothing():
    bring(KEN)
    before = everything()
    second = {**location(), "id": "second"}
    with pytest.raises(BrokenFile, match="Location/second: there is another location called Downtown"):
        bring(content=bundle(organization(), second, YUMI), now=LATER)
    assert everything() == before


def test_another_number_in_the_file_does_not_replace_the_one_that_works():
    bring(KEN)
    report = bring(content=bundle(organization(), location(number="312 555 0199", zone="America/Denver")), now=LATER)
    assert TextNumber.objects.get().number == "+13125550190"
    assert Location.objects.get().time_zone == "America/Denver"
    assert [problem.entry for problem in report.problems] == ["Location/downtown"]


# broken


def test_a_broken_file_changes_nothing():
    with pytest.raises(BrokenFile):
        bring(content=bundle(*practice(KEN, visit("v", "ken")))[:-30])
    with pytest.raises(BrokenFile):
        bring(KEN, {**YUMI, "telecom": "312"})
    assert not Organization.objects.exists()


def test_whatever_goes_wrong_half_way_leaves_nothing(monkeypatch):
    def break_down(*_, **__):
        raise RuntimeError

    monkeypatch.setattr("chairside.actions.import_records.bring_visits", break_down)
    with pytest.raises(RuntimeError):
        bring(KEN, visit("v", "ken"))
    assert not Organization.objects.exists()
    assert not Patient.objects.exists()


def test_names_that_no_database_keeps_are_kept_without_those_letters():
    bring(content=bundle(*practice(KEN)).replace(b'"Ken"', b'"K\\u0000e\\ud83dn"'))
    assert person("Ken Ito")


def test_long_names_are_cut_to_what_fits():
    bring(patient("x", "A" * 300 + " " + "B" * 300), visit("v", "x", comment="C" * 300, description="D" * 900))
    booked = Appointment.objects.get()
    assert (len(booked.patient.given_name), len(booked.operatory.name), len(booked.reason)) == (100, 50, 200)


def test_progress_is_told_to_the_end():
    heard = []
    import_records(
        bundle(*practice(KEN)), organization="", now=NOW, progress=lambda done, all_: heard.append((done, all_))
    )
    assert heard == sorted(heard)
    assert heard[-1][0] == heard[-1][1]


# size


def questions(*people, now):
    with CaptureQueriesContext(connection) as asked:
        bring(*people, now=now)
    return len(asked)


def crowd(size, status="booked", **more):
    people = [patient(f"p{number}", f"Pat No{number}", f"312 555 01{number:02}", **more) for number in range(size)]
    children = [patient(f"c{number}", f"Kid No{number}", **more) for number in range(size)]
    said = [related(f"r{number}", f"c{number}", same_as=f"p{number}") for number in range(size)]
    return *people, *children, *said, *(visit(f"v{number}", f"p{number}", status) for number in range(size))


def test_the_questions_to_the_database_do_not_grow_with_the_file():
    few = questions(*crowd(3), now=NOW)
    assert questions(*crowd(60), now=NOW) <= few + 3  # what is new and what is unchanged, at once
    few = questions(*crowd(3, "arrived", birthDate="1999-01-01"), now=LATER)
    assert questions(*crowd(60, "fulfilled", birthDate="1998-01-01"), now=LATER) <= few


@pytest.mark.skipif(not REAL.exists(), reason="the practice's bundle is not here")
def test_a_real_practice():
    began = time.process_time()
    report = import_records(REAL.read_bytes(), organization="", now=NOW)
    assert counts(report) == {
        "Location": (2, 0, 0),
        "Practitioner": (4, 0, 0),
        "Patient": (120, 0, 0),
        "RelatedPerson": (6, 0, 0),
        "contact": (26, 0, 0),
        "Appointment": (289, 0, 0),
    }
    assert Operatory.objects.count() == 4
    assert Patient.objects.filter(status="inactive").count() == 21
    assert Patient.objects.filter(status="inactive", text_messages=True).count() == 0
    assert set(Appointment.objects.values_list("status", flat=True)) == {
        "unconfirmed", "confirmed", "here", "complete", "broken", "no_show",
    }  # fmt: skip
    before = everything()
    again = import_records(REAL.read_bytes(), organization="", now=LATER)
    assert all((new, changed) == (0, 0) for new, changed, _ in counts(again).values())
    assert everything() == before
    assert again.problems == report.problems
    assert time.process_time() - began < 5
