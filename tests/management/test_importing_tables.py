"""`chairside import` of a table and `chairside imports`: what an operator says, and what they are told."""

import json
import os
import subprocess
import sys

import pytest

from chairside.models import ImportRun, Patient
from tests.actions.import_tables import KEN, MIA, VISITS, table

pytestmark = pytest.mark.django_db


@pytest.fixture
def file(tmp_path):
    """Write a table of patients."""

    def write(content: bytes, name: str = "patients.csv"):
        (tmp_path / name).write_bytes(content)
        return tmp_path / name

    return write


@pytest.fixture
def downtown(cast):
    """Two locations are there: one has to be said."""
    return ("--location", "Downtown")


def test_a_table_is_brought_and_told_to_scripts(chairside, file, downtown):
    outcome = chairside("import", file(table(KEN, MIA, "p9,,,,,,,,")), *downtown, "--json")
    told = json.loads(outcome.said)
    assert outcome.status == 0
    assert told["counts"] == {"new": 2, "changed": 0, "same": 0, "invalid": 1}
    [problem] = told["problems"]
    assert problem == {"line": 4, "column": "Last name", "reason": "the name is missing", "kept_out": True}
    assert told["columns"]["mobile"] == "Mobile phone"
    assert Patient.objects.count() == 2


def test_people_are_told_the_same_and_how_to_undo_it(chairside, file, downtown):
    outcome = chairside("import", file(table(KEN, "p9,,,,,,,,")), *downtown)
    assert "Patients brought to Cedar Dental: 1 new, 0 changed, 0 as it was, 1 kept out" in outcome.said
    assert "line 3, Last name: the name is missing" in outcome.said
    run = ImportRun.objects.get()
    assert f"chairside imports undo {run.pk}" in outcome.said
    assert str(run.pk) in chairside("imports", "list").said
    undone = chairside("imports", "undo", run.pk)
    assert (undone.status, "1 removed" in undone.said) == (0, True)
    assert not Patient.objects.exists()
    again = chairside("imports", "undo", run.pk)
    assert (again.status, "nothing to undo" in again.complained) == (1, True)


def test_a_dry_run_changes_nothing_and_keeps_nothing(chairside, file, downtown):
    told = json.loads(chairside("import", file(table(KEN)), *downtown, "--dry-run", "--json").said)
    assert (told["counts"]["new"], told["run_id"]) == (1, "")
    assert not Patient.objects.exists()
    assert not ImportRun.objects.exists()


def test_columns_are_mapped_by_hand(chairside, file, downtown):
    given = file(b"No,Who,Tel,Mail\n1,Ken Ito,(312) 555-0121,x\n")
    outcome = chairside(
        "import",
        given,
        *downtown,
        "--map",
        "No=Patient ID",
        "--map",
        "Who=name",
        "--map",
        "tel=Mobile phone",
        "--map",
        "Mail=",
    )
    assert outcome.status == 0
    assert Patient.objects.get().phones.get().number == "+13125550121"


@pytest.mark.parametrize(
    ("said", "told"),
    [
        (("--map", "Nr=Patient ID"), "there is no such column. The columns are: No, Who"),
        (("--map", "No=Shoe size"), "a column of patients can mean: Patient ID, First name"),
        (("--map", "No"), "there is no such column"),
        ((), "No column is chosen for: Patient ID, Last name. Say what a column means with --map"),
        (("--kind", "elephants"), "There is no kind “elephants”"),
    ],
)
def test_wrong_use_is_told_and_keeps_nothing(chairside, file, downtown, said, told):
    outcome = chairside("import", file(b"No,Who\n1,Ken Ito\n"), *downtown, *said)
    assert outcome.status == 2
    assert told in outcome.complained
    assert not ImportRun.objects.exists()


def test_without_a_location_they_are_named(chairside, file, cast):
    outcome = chairside("import", file(table(KEN)))
    assert outcome.status == 2
    assert "Downtown (Cedar Dental)" in outcome.complained
    assert chairside("import", file(table(KEN)), "--location", "Nowhere").status == 2


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (b"", "the file is empty"),
        (b"%PDF-1.7", "this is a PDF"),
        (b"ID,Name\n", "no row below"),
        (table(KEN, *[f"q{number},A,B,,,,,," for number in range(600)], '"p2,Mia' + "x\n" * 9000), "line 603"),
    ],
)
def test_a_broken_file_changes_nothing_and_says_where(chairside, file, downtown, content, told):
    outcome = chairside("import", file(content), *downtown)
    assert outcome.status == 1
    assert "nothing was changed" in outcome.complained
    assert told in outcome.complained
    assert not ImportRun.objects.exists()
    assert not Patient.objects.exists()


def test_the_rows_kept_out_are_written_and_come_again_when_mended(chairside, file, downtown, tmp_path):
    errors = tmp_path / "errors.csv"
    chairside("import", file(table(KEN, "p9,Max,,13/13/1990,,,,,")), *downtown, "--errors", errors)
    mended = errors.read_text("utf-8-sig").replace("13/13/1990", "3/3/1990")
    assert mended.splitlines()[0].endswith(",problem")
    outcome = chairside("import", file(mended.encode(), "mended.csv"), *downtown, "--json")
    assert json.loads(outcome.said)["counts"] == {"new": 1, "changed": 0, "same": 0, "invalid": 0}
    nowhere = chairside("import", file(table(KEN)), *downtown, "--errors", tmp_path / "no" / "where.csv")
    assert nowhere.status == 2


def test_appointments_are_told_by_their_columns(chairside, file, downtown):
    chairside("import", file(table(KEN)), *downtown)
    rows = table("a1,p1,11/30/2026,9:30 AM,40,Op 1,Dr. Lee,", heads=VISITS)
    told = json.loads(chairside("import", file(rows, "visits.csv"), *downtown, "--json").said)
    assert (told["kind"], told["counts"]["new"]) == ("appointments", 1)


def test_fhir_takes_no_columns(chairside, file, downtown):
    assert chairside("import", file(b'{"resourceType": "Bundle"}', "x.json"), "--map", "a=b").status == 2


@pytest.mark.parametrize("run", ["nothing", "01a20c1a-7fed-7583-9bd4-2e34c30083fe"])
def test_an_import_that_is_not_there_is_wrong_use(chairside, cast, run):
    assert chairside("imports", "undo", run).status == 2


def test_the_worker_has_a_program_for_imports():
    """It ends at once when nothing waits, and says what is wrong when it cannot begin."""
    ended = subprocess.run(
        [sys.executable, "-m", "chairside.management.carrying"], stdin=subprocess.DEVNULL, capture_output=True, text=True,
        env={**os.environ, "DATABASE_URL": "mysql://nowhere"}, check=False, timeout=60,
    )  # fmt: skip
    assert ended.returncode == 2
    assert "DATABASE_URL is wrong" in ended.stderr
