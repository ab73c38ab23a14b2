"""Settings > Import: from the file to the undoing, and every way in which it can go wrong."""

import csv
import re
from datetime import timedelta
from io import StringIO

import pytest
import time_machine
from asgiref.sync import async_to_sync
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from chairside.models import AuditEntry, ImportRun, Patient, Role
from tests.actions.import_tables import KEN, ROSA, bring, carry, check, table, take_in
from tests.cast import NOW
from tests.rules.bundles import bundle, patient, practice

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("time_machine_at_now")]
SMALL = b"No,Who,Tel\n1,Ken Ito,(312) 555-0121\n2,,\n"


@pytest.fixture
def desk(cast, as_user):
    return as_user(cast.ben)


def url(name, cast, *parts):
    return reverse(name, args=[cast.downtown.pk, *(part.pk for part in parts)])


def text_of(answer):
    return " ".join(re.sub(r"<[^>]+>", " ", answer.content.decode()).split())


def upload(desk, cast, content, name="patients.csv"):
    return desk.post(url("imports", cast), {"file": SimpleUploadedFile(name, content)})


def test_from_the_file_to_the_undoing(cast, desk):
    answer = upload(desk, cast, SMALL)
    run = ImportRun.objects.get()
    assert (answer.status_code, answer["Location"]) == (303, url("import_run", cast, run))
    page = text_of(desk.get(url("import_run", cast, run)))
    assert "Ken Ito" in page
    columns = {"kind": "patients", "column-0": "id", "column-1": "name", "column-2": "mobile"}
    assert desk.post(url("import_columns", cast, run), columns).status_code == 303
    carry(run)
    page = text_of(desk.get(url("import_run", cast, run)))
    assert "Bring 1 record" in page
    assert "Line 3 Who the name is missing kept out" in page
    assert "taken to have given it" in page
    assert desk.post(url("import_bringing", cast, run)).status_code == 303
    assert "<progress" in desk.get(url("import_run", cast, run)).content.decode()
    carry(run)
    assert Patient.objects.get(external_id="1").name == "Ken Ito"
    assert "1 record brought" in text_of(desk.get(url("imports", cast)))
    desk.post(url("import_undoing", cast, run))
    carry(run)
    assert "1 removed" not in text_of(desk.get(url("import_run", cast, run)))
    assert "removed 1" in text_of(desk.get(url("import_run", cast, run)))
    assert not Patient.objects.exists()


def test_a_part_is_what_the_page_shows(cast, desk):
    run = check(cast, table(KEN))
    part = desk.get(url("import_run", cast, run), headers={"X-Part": "yes"}).content.decode()
    assert part.lstrip().startswith('<div id="import"')
    assert 'data-state="checked"' in part
    assert "<html" not in part


def test_fhir_needs_no_columns(cast, desk):
    upload(desk, cast, bundle(*practice(patient("ken", "Ken Ito"))), "cedar.json")
    run = carry(ImportRun.objects.get())
    page = text_of(desk.get(url("import_run", cast, run)))
    assert "Bring 3 records" in page
    assert "Change the columns" not in page


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (None, "Choose a file first."),
        (b"", "The file is empty"),
        (b"%PDF-1.7", "This is a PDF, not a CSV file"),
        (b"PK\x03\x04 xl/workbook.xml", "save it as CSV"),
        (b"ID,Name\n", "There is no row below the line of column names"),
        (b"ID,Name,name\n1,2,3\n", "wo columns are called"),
        (b"ID,Name\n1," + b"x" * 300_000, "ine 2"),
    ],
)
def test_a_file_that_is_none_is_told_and_not_kept(cast, desk, content, said):
    answer = upload(desk, cast, content) if content is not None else desk.post(url("imports", cast))
    assert answer.status_code == 422
    assert said in text_of(answer)
    assert not ImportRun.objects.exists()


def test_a_broken_fhir_file_is_told_where_and_can_be_forgotten(cast, desk):
    upload(desk, cast, b'{"resourceType": "Bundle", "entry": [}', "x.json")
    run = carry(ImportRun.objects.get())
    page = text_of(desk.get(url("import_run", cast, run)))
    assert "nothing was changed: line 1, column" in page
    desk.post(url("import_removal", cast, run))
    assert not ImportRun.objects.exists()


@pytest.mark.parametrize(
    ("columns", "said"),
    [
        ({"column-1": "name"}, "No column is chosen for: Patient ID."),
        ({"column-0": "id"}, "No column is chosen for: Last name."),
        ({"column-0": "id", "column-1": "name", "column-2": "name"}, "Several columns are brought to “Full name”."),
        ({"kind": "appointments", "column-0": "patient"}, "No column is chosen for: Date, Starts at."),
        ({"column-0": "shoe size", "column-1": "name", "column-99": "id"}, "No column is chosen for: Patient ID."),
        ({"kind": "elephants"}, "No column is chosen for: Patient ID, Last name."),
    ],
)
def test_wrong_columns_are_told_and_what_was_chosen_stays(cast, desk, columns, said):
    run = take_in(cast, SMALL)
    answer = desk.post(url("import_columns", cast, run), columns)
    assert answer.status_code == 422
    assert said in text_of(answer)
    page = answer.content.decode()
    for name, target in columns.items():
        if target in {"id", "name", "patient"} and name != "column-99":
            assert f'<option value="{target}" selected>' in page, name
    run.refresh_from_db()
    assert (run.state, run.columns) == ("choosing", {})


def test_other_rows_can_be_chosen_before_anything_is_kept(cast, desk):
    run = take_in(cast, table(KEN))
    page = desk.get(url("import_run", cast, run), {"kind": "appointments"}).content.decode()
    assert 'name="kind" value="appointments"' in page
    assert "Starts at" in page
    run.refresh_from_db()
    assert run.kind == "patients"
    assert desk.get(url("import_run", cast, run), {"kind": "elephants"}).status_code == 200


def test_the_columns_can_be_changed_after_the_check(cast, desk):
    run = check(cast, table(KEN))
    assert "Check the file" in text_of(desk.get(url("import_run", cast, run), {"columns": "yes"}))
    desk.post(url("import_columns", cast, run), {"column-0": "id", "column-2": "family_name"})
    run.refresh_from_db()
    assert (run.state, run.columns) == ("checking", {"id": 0, "family_name": 2})


@pytest.mark.parametrize("name", ["import_bringing", "import_undoing", "import_columns"])
def test_a_deed_that_comes_too_late_or_too_early_changes_nothing(cast, desk, name):
    run = bring(cast, table(KEN)) if name != "import_undoing" else check(cast, table(KEN))
    state = run.state
    answer = desk.post(url(name, cast, run))
    assert answer.status_code == 303
    run.refresh_from_db()
    assert run.state == state
    if name != "import_columns":
        assert "This was done already" in text_of(desk.get(answer["Location"]))


def test_what_was_brought_is_not_forgotten_but_undone(cast, desk):
    run = bring(cast, table(KEN))
    answer = desk.post(url("import_removal", cast, run))
    assert "Undo the import instead" in text_of(desk.get(answer["Location"]))
    assert ImportRun.objects.filter(pk=run.pk).exists()


def test_after_a_day_there_is_no_undoing(cast, as_user):
    run = bring(cast, table(KEN))
    with time_machine.travel(NOW + timedelta(hours=25), tick=False):
        desk = as_user(cast.ben)
        assert "Undo this import" not in text_of(desk.get(url("import_run", cast, run)))
        answer = desk.post(url("import_undoing", cast, run))
        assert "More than a day has passed" in text_of(desk.get(answer["Location"]))


def test_records_that_were_left_are_named_to_who_may_see_them(cast, desk):
    run = bring(cast, table(KEN, ROSA))
    cast.visit(Patient.objects.get(external_id="p1"))
    desk.post(url("import_undoing", cast, run))
    carry(run)
    assert "Left as they are" in text_of(desk.get(url("import_run", cast, run)))
    assert "Ken Ito" in text_of(desk.get(url("import_run", cast, run)))
    Role.objects.filter(name="Administrator").update(rights=["import_records"])
    assert "Ken Ito" not in text_of(desk.get(url("import_run", cast, run)))


@pytest.mark.django_db(transaction=True)
def test_the_rows_to_mend_come_as_a_file_without_formulas_and_are_written_down(live_cast, as_user):
    run = check(live_cast, table(KEN, "p9,=1+1,,13/13/1990,,+13125550188,,,"))
    answer = as_user(live_cast.ben).get(url("import_problems", live_cast, run))

    async def read():
        return b"".join([piece async for piece in answer.streaming_content])

    heads, row = csv.reader(StringIO(async_to_sync(read)().decode("utf-8-sig")))
    assert heads[-1] == "problem"
    assert row[:6] == ["p9", "'=1+1", "", "13/13/1990", "", "'+13125550188"]
    assert row[-1] == "Birth date: this is no birth date, such as 3/14/2019 or 2019-03-14"
    entry = AuditEntry.objects.get(type="export")
    assert (entry.user, entry.action) == (live_cast.ben, "exported rows of an import to be mended")


def test_without_rows_to_mend_there_is_no_file(cast, desk):
    assert desk.get(url("import_problems", cast, check(cast, table(KEN)))).status_code == 404


def test_nobody_without_the_right_finds_the_page_or_the_place_in_the_menu(cast, as_user):
    run = check(cast, table(KEN))
    client = as_user(cast.ana)
    for name in ("import_run", "import_problems"):
        assert client.get(url(name, cast, run)).status_code == 404
    assert client.get(url("imports", cast)).status_code == 404
    assert "Import" not in text_of(client.get(url("inbox", cast)))


def test_another_location_does_not_find_the_run(cast, desk):
    run = check(cast, table(KEN))
    assert desk.get(reverse("import_run", args=[cast.lakeside.pk, run.pk])).status_code == 404
