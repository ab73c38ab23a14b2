"""A practice brings its tables: checked without a change, brought, and brought again without another."""

from datetime import timedelta

import pytest

from chairside.actions.import_runs.begin_import import begin_import
from chairside.actions.import_runs.bring_import import bring_import
from chairside.actions.import_runs.choose_columns import Unfit, choose_columns
from chairside.actions.import_runs.discard_import import discard_import
from chairside.actions.import_runs.purge_imports import purge_imports
from chairside.actions.import_runs.states import Elsewhere
from chairside.actions.patients.change_primary_contact import change_primary_contact
from chairside.actions.patients.set_preference import set_preference
from chairside.models import (
    Appointment,
    AuditEntry,
    ConsentEntry,
    ImportChange,
    ImportPart,
    ImportProblem,
    ImportRow,
    ImportRun,
    Operatory,
    Patient,
    Phone,
    PrimaryContactTerm,
    Provider,
)
from chairside.models.import_errors import error_lines
from chairside.rules.fhir.records import BrokenFile
from chairside.rules.tables.columns import TableKind
from tests.actions.import_tables import (
    HEADS,
    KEN,
    LEO,
    MIA,
    ROSA,
    VISITS,
    bring,
    carry,
    check,
    fates,
    person,
    problems,
    table,
    take_in,
)
from tests.cast import NOW, knock, opted_out, receive

TEXTS = f"{HEADS},Text ok"
pytestmark = pytest.mark.django_db


# the check


def test_a_check_tells_what_would_change_and_changes_nothing(cast):
    run = check(cast, table(KEN, MIA, "p9,,,,,,,,"))
    assert (run.state, fates(run)) == ("checked", {"new": 2, "invalid": 1})
    assert problems(run) == [(4, "Last name", "the name is missing")]
    assert not Patient.objects.exists()


@pytest.mark.parametrize(
    ("rows", "line", "column", "reason"),
    [
        ([KEN, KEN.replace("Ken", "Kim")], 3, "Patient ID", "the ID stands in line 2 already"),
        ([KEN, MIA.replace(",p1,", ",p77,")], 3, "Primary contact", "nobody with this ID is in the file or here"),
        ([KEN, MIA.replace(",p1,", ",,p77")], 3, "Guarantor", "nobody with this ID is in the file or here"),
        ([KEN + "p2", MIA], 3, "Primary contact", "they speak for each other in a circle"),
        ([KEN.replace("5/17", "17/17"), MIA], 3, "Primary contact", "refers to line 2, which is not brought either"),
        ([KEN, "p2,Mia"], 3, "", "it has 2 cells, but there are 9 columns"),
        ([KEN.replace("Active", "Asleep")], 2, "Status", "none of New, Active"),
    ],
)
def test_a_row_that_cannot_be_brought_is_told_with_line_column_and_reason(cast, rows, line, column, reason):
    if rows[0].endswith("p2"):
        rows[0] = "p1,Ken,Ito,5/17/1980,Active,(312) 555-0121,,p2,"
    found = [one for one in problems(check(cast, table(*rows))) if one[:2] == (line, column)]
    assert reason in found[0][2]


def test_a_contact_may_stand_below_and_may_be_here_already(cast):
    bring(cast, table(KEN))
    run = bring(cast, table(MIA, LEO, ROSA))
    assert fates(run) == {"new": 3}
    assert person("Mia Ito").primary_contact == person("Ken Ito")
    assert person("Leo Paz").primary_contact == person("Rosa Paz")


def test_a_contact_who_has_a_contact_is_brought_and_told(cast):
    run = bring(cast, table(KEN, MIA, "p5,Doll,Ito,,,,,p2,"))
    assert "go to them all the same" in problems(run)[0][2]
    assert person("Doll Ito").primary_contact == person("Mia Ito")


def test_columns_can_be_chosen_by_hand_and_anew(cast):
    run = take_in(cast, b"No,Who,Tel\n1,Ken Ito,(312) 555-0121\n")
    assert run.columns == {}
    with pytest.raises(Unfit, match="Patient ID, Last name"):
        choose_columns(run, TableKind.PATIENTS, {"mobile": 2})
    choose_columns(run, TableKind.PATIENTS, {"id": 0, "family_name": 1})
    run = carry(run)
    choose_columns(run, TableKind.PATIENTS, {"id": 0, "name": 1, "mobile": 2})
    run = carry(run)
    bring_import(run)
    carry(run)
    assert person("Ken Ito").phones.get().number == "+13125550121"


def test_a_mended_file_comes_with_the_columns_of_the_first(cast):
    run = take_in(cast, b"No,Who\n1,Ken Ito\n2,\n")
    choose_columns(run, TableKind.PATIENTS, {"id": 0, "name": 1})
    run = carry(run)
    bring_import(run)
    run = carry(run)
    lines = list(error_lines(run))
    assert lines == [["No", "Who", "problem"], ["2", "", "Who: the name is missing"]]
    mended = take_in(cast, b"No,Who,problem\n2,Mia Ito,Who: the name is missing\n")
    assert mended.columns == {"id": 0, "name": 1}


def test_columns_of_a_file_that_was_never_brought_are_not_remembered(cast):
    choose_columns(take_in(cast, b"No,Who\n1,Ken Ito\n"), TableKind.PATIENTS, {"id": 1, "name": 0})
    assert take_in(cast, b"No,Who\n1,Ken Ito\n").columns == {}


def test_a_file_that_is_broken_further_down_is_told_and_changes_nothing(cast):
    run = check(cast, table(KEN, *[f"q{number},A,B,,,,,," for number in range(600)], '"p2,Mia' + "x\n" * 9000))
    assert run.state == "failed"
    assert "line 603" in run.fault
    assert not Patient.objects.exists()
    discard_import(run)
    assert not ImportPart.objects.exists()


def test_a_file_that_is_too_large_is_told_and_not_kept(cast):
    with pytest.raises(BrokenFile, match="larger than 100 MB"):
        begin_import(
            (b"x" * 1024 * 1024 for _ in range(101)),
            file_name="x.csv", organization=cast.cedar, location=cast.downtown, by=cast.ben, now=NOW,
        )  # fmt: skip
    assert not ImportRun.objects.exists()


# what comes


def test_patients_come_with_contact_guarantor_phones_and_terms(cast):
    bring(cast, table(KEN, MIA, ROSA, LEO))
    ken, rosa, leo = person("Ken Ito"), person("Rosa Paz"), person("Leo Paz")
    assert (ken.status, rosa.status, leo.status) == ("active", "non_patient", "active")
    assert (leo.primary_contact, leo.primary_guarantor) == (rosa, ken)
    assert (person("Mia Ito").primary_guarantor, ken.primary_guarantor) == (ken, ken)
    assert [(one.contact, one.until_at) for one in PrimaryContactTerm.objects.filter(patient=leo)] == [(rosa, None)]
    assert [(phone.type, phone.number) for phone in ken.phones.all()] == [("mobile", "+13125550121")]


def test_the_import_is_in_the_audit_log_with_who_did_it(cast):
    bring(cast, table(KEN, MIA))
    entry = AuditEntry.objects.get(type="import")
    assert (entry.user, entry.location, entry.details) == (cast.ben, cast.downtown, {"kind": "patients", "new": 2})


def test_visits_come_to_the_patients_of_a_file_before(cast):
    bring(cast, table(KEN))
    rows = ["a1,p1,11/30/2026,9:30 AM,40,Op 1,Dr. Lee,", "a2,p8,11/30/2026,9:30 AM,40,Op 1,Dr. Lee,"]
    run = bring(cast, table(*rows, heads=VISITS), name="visits.csv")
    assert (run.kind, fates(run)) == ("appointments", {"new": 1, "invalid": 1})
    visit = Appointment.objects.get()
    assert (visit.patient, visit.location, visit.status) == (person("Ken Ito"), cast.downtown, "unconfirmed")
    assert (visit.operatory.name, visit.provider.name) == ("Op 1", "Dr. Lee")
    assert "bring the patients first" in problems(run)[0][2]


def test_operatories_and_providers_are_found_by_name_whatever_the_case(cast):
    Operatory.objects.create(organization=cast.cedar, location=cast.downtown, name="OP 1")
    Provider.objects.create(organization=cast.cedar, name="dr. lee")
    bring(cast, table(KEN))
    bring(cast, table("a1,p1,11/30/2026,9:30 AM,40,Op 1,Dr. Lee,", heads=VISITS))
    assert (Operatory.objects.count(), Provider.objects.count()) == (1, 1)


# again


def test_bringing_a_file_again_changes_nothing(cast):
    bring(cast, table(KEN, MIA, LEO, ROSA))
    changes = ImportChange.objects.count()
    run = check(cast, table(KEN, MIA, LEO, ROSA))
    assert fates(run) == {"same": 4}
    bring_import(run)
    assert fates(carry(run)) == {"same": 4}
    assert ImportChange.objects.count() == changes


def test_only_what_the_file_itself_has_changed_is_brought(cast):
    bring(cast, table(KEN, MIA, ROSA))
    mia = person("Mia Ito")
    change_primary_contact(mia, person("Rosa Paz"), by=cast.ben, now=NOW)
    Patient.objects.filter(pk=mia.pk).update(email="kept@example.com")
    run = bring(cast, table(KEN.replace("Ken,Ito", "Ken,Itoh"), MIA.replace("Mia", "Mya"), ROSA))
    assert fates(run) == {"changed": 2, "same": 1}
    mia = person("Mya Ito")
    assert (mia.primary_contact, mia.email) == (person("Rosa Paz"), "kept@example.com")


def test_a_new_word_on_the_contact_is_brought_and_the_earlier_term_is_kept(cast):
    bring(cast, table(KEN, MIA, ROSA))
    later = NOW + timedelta(hours=1)
    run = bring(cast, table(KEN, MIA.replace(",p1,", ",p3,"), ROSA), now=later)
    assert fates(run) == {"changed": 1, "same": 2}
    mia = person("Mia Ito")
    assert mia.primary_contact == person("Rosa Paz")
    assert PrimaryContactTerm.objects.filter(patient=mia, until_at__isnull=False).count() == 1
    run = bring(cast, table(KEN, MIA.replace(",p1,", ",,"), ROSA), now=later)
    assert person("Mia Ito").primary_contact == person("Mia Ito")


def test_a_table_without_phones_leaves_the_phones(cast):
    bring(cast, table(KEN))
    bring(cast, b"Patient ID,First name,Last name\np1,Kenji,Ito\n")
    ken = person("Kenji Ito")
    assert (ken.phones.count(), ken.birth_date is not None) == (1, True)


def test_two_imports_checked_at_once_bring_everybody_once(cast):
    first, second = check(cast, table(KEN, MIA)), check(cast, table(KEN, MIA, ROSA))
    bring_import(first)
    carry(first)
    bring_import(second)
    assert fates(carry(second)) == {"same": 2, "new": 1}
    assert Patient.objects.count() == 3


def test_a_second_click_brings_nothing_twice(cast):
    run = check(cast, table(KEN))
    bring_import(run)
    with pytest.raises(Elsewhere):
        bring_import(run)
    carry(run)
    with pytest.raises(Elsewhere):
        bring_import(run)
    with pytest.raises(Elsewhere):
        discard_import(run)


def test_another_practice_may_use_the_same_ids(cast):
    other = cast.person("Kim Ito", organization=cast.birch, external_id="p1")
    bring(cast, table(KEN))
    other.refresh_from_db()
    assert (other.given_name, person("Ken Ito").organization) == ("Kim", cast.cedar)


# consent


def test_without_a_column_new_contacts_are_taken_to_want_texts_about_their_care(cast):
    bring(cast, table(KEN, MIA, ROSA, LEO))
    assert {one.given_name: one.text_messages for one in Patient.objects.all()} == {
        "Ken": True, "Mia": False, "Rosa": True, "Leo": False,
    }  # fmt: skip
    assert {one.source for one in ConsentEntry.objects.all()} == {"import"}
    assert ConsentEntry.objects.count() == 2


def test_a_column_says_who_wants_texts_and_the_ledger_names_it(cast):
    bring(
        cast, table(KEN + ",Yes", "p5,Ann,Low,,,(312) 555-0155,,,,", "p6,Bea,Low,,,(312) 555-0156,,,,No", heads=TEXTS)
    )
    assert [person(name).text_messages for name in ("Ken Ito", "Ann Low", "Bea Low")] == [True, False, False]
    entry = ConsentEntry.objects.get()
    assert (entry.number, entry.opted_in, entry.source, entry.by) == ("+13125550121", True, "import", cast.ben)
    assert "Text ok" in entry.wording


def test_an_opt_out_is_never_overridden(cast):
    cast.person("Old Ito", "+13125550121")
    receive(knock("+13125550121", "STOP"))
    bring(cast, table(KEN + ",Yes", heads=TEXTS))
    assert opted_out(cast.cedar, "+13125550121")
    assert ConsentEntry.objects.filter(number="+13125550121").count() == 1


def test_a_preference_that_staff_have_set_stays_and_is_told(cast):
    bring(cast, table(KEN))
    set_preference(person("Ken Ito"), wants=False, consent="", location=cast.downtown, by=cast.ana, now=NOW)
    run = bring(cast, table(KEN + ",Yes", heads=TEXTS))
    assert not person("Ken Ito").text_messages
    assert "staff have set this by hand" in problems(run)[0][2]


def test_a_changed_word_of_the_file_is_set(cast):
    bring(cast, table(KEN + ",Yes", heads=TEXTS))
    assert fates(bring(cast, table(KEN + ",No", heads=TEXTS))) == {"changed": 1}
    assert not person("Ken Ito").text_messages


# what is kept, and for how long


def test_what_the_file_held_goes_when_it_was_brought(cast):
    run = bring(cast, table(KEN, "p9,,,,,,,,"))
    assert not ImportPart.objects.exists()
    assert [row.line for row in ImportRow.objects.all()] == [3]
    assert run.whole == 1


def test_after_a_day_nothing_of_a_patient_is_kept(cast):
    run = bring(cast, table(KEN, "p9,,,,,,,,"))
    left = take_in(cast, table(MIA))
    assert purge_imports(NOW + timedelta(hours=23)) == 0
    assert ImportChange.objects.exists()
    assert purge_imports(NOW + timedelta(hours=25)) == 2
    for kept in (ImportChange, ImportRow, ImportProblem, ImportPart):
        assert not kept.objects.exists(), kept
    assert list(ImportRun.objects.all()) == [run]
    assert not ImportRun.objects.filter(pk=left.pk).exists()
    assert purge_imports(NOW + timedelta(hours=26)) == 0


def test_outside_an_import_no_image_is_kept(cast):
    ken = cast.person("Ken Ito", "+13125550121")
    bring(cast, table(MIA.replace(",p1,", ",,")))
    images = ImportChange.objects.count()
    change_primary_contact(ken, person("Mia Ito"), by=cast.ben, now=NOW)
    Phone.objects.filter(patient=ken).delete()
    assert ImportChange.objects.count() == images
