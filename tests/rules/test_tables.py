"""Tables as offices have them: every way of writing them is read, and what cannot be read is told in words."""

import csv
import io
from datetime import UTC, date, datetime, time
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chairside.rules.fhir.records import AppointmentRecord, BrokenFile
from chairside.rules.patients import AppointmentStatus, PatientStatus
from chairside.rules.spreadsheets import as_typed, csv_line, harmless
from chairside.rules.tables.cells import read_birth_date, read_clock, read_day, read_yes_or_no
from chairside.rules.tables.columns import TableKind, guess, guess_kind, missing, named
from chairside.rules.tables.encodings import looks_like_fhir
from chairside.rules.tables.people import SELF, PatientRow, read_patient, read_words
from chairside.rules.tables.reader import Row, fault_of, form_of, rows_of
from chairside.rules.tables.visits import read_visit

TODAY = date(2026, 11, 24)
CHICAGO = ZoneInfo("America/Chicago")


def read(content: bytes, size: int = 7):
    """Read a file that comes in small parts."""
    parts = [content[start : start + size] for start in range(0, len(content), size)]
    form = form_of(parts)
    return form, list(rows_of(parts, form))


def cells(content: bytes, size: int = 7):
    return [row.cells for row in read(content, size)[1]]


def broken(content: bytes) -> str:
    with pytest.raises(BrokenFile) as told:
        read(content, 1 << 20)
    return str(told.value)


# how it is written

WANTED = [("1", "José", "Díaz, Jr."), ("2", "Zoë", "O'Neil")]
TEXT = 'ID{0}First{0}Last\n1{0}José{0}"Díaz, Jr."\n2{0}Zoë{0}O\'Neil\n'


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "utf-16", "utf-16-le", "utf-16-be"])
@pytest.mark.parametrize("ending", ["\n", "\r\n", "\r"])
def test_delimiter_encoding_and_line_ends_are_found_out(delimiter, encoding, ending):
    content = TEXT.format(delimiter).replace("\n", ending).encode(encoding)
    form, rows = read(content)
    assert form.heads == ("ID", "First", "Last")
    assert [row.cells for row in rows] == WANTED
    assert [row.line for row in rows] == [2, 3]


def test_a_quoted_cell_may_hold_lines_and_the_lines_are_counted_as_an_editor_does():
    _, rows = read(b'ID,Note\n1,"first\r\nsecond"\n\n2,x\n')
    assert [(row.line, row.cells) for row in rows] == [(2, ("1", "first\r\nsecond")), (5, ("2", "x"))]


def test_excels_first_line_that_says_the_delimiter_is_passed_over():
    form, rows = read(b"sep=;\nID;Name\n1;a,b\n")
    assert (form.heads, rows[0]) == (("ID", "Name"), Row(3, ("1", "a,b")))


def test_empty_lines_and_empty_heads_at_the_end_are_no_rows_and_no_columns():
    form, rows = read(b"\n\nID,Name,,\n1,a,,\n,,,\n")
    assert form.heads == ("ID", "Name")
    assert [row.cells[:2] for row in rows] == [("1", "a")]
    assert fault_of(rows[0], form) == ""


def test_a_column_without_a_name_gets_one():
    assert read(b"ID,,Name\n1,x,a\n")[0].heads == ("ID", "Column 2", "Name")


def test_one_spoilt_byte_does_not_spoil_the_other_names():
    content = "ID,Name\n1,José\n2,Zoë\n3,".encode() + b"\xff\n"
    form, rows = read(content)
    assert rows[0].cells == ("1", "José")
    assert "cannot be read" in fault_of(rows[2], form)


@given(
    st.lists(
        st.lists(
            st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0\ufffd"), max_size=20).map(
                str.strip
            ),
            min_size=3,
            max_size=3,
        ).filter(lambda row: row[0] and not any(cell.startswith("'") for cell in row)),
        min_size=1,
        max_size=8,
    ),
    st.sampled_from([",", ";", "\t"]),
    st.integers(1, 50),
)
def test_whatever_a_writer_quotes_comes_back_as_it_was(rows, delimiter, size):
    written = io.StringIO()
    csv.writer(written, delimiter=delimiter, quoting=csv.QUOTE_ALL).writerows([("ID", "A", "B"), *rows])
    assert cells(written.getvalue().encode(), size) == [tuple(cell.strip() for cell in row) for row in rows]


@given(st.binary(max_size=300))
def test_no_bytes_are_worse_than_a_broken_file(content):
    try:
        form, rows = read(content, 16)
        found: object = rows and form.heads
    except BrokenFile as told:
        found = str(told)
    assert found


@given(st.text(max_size=40))
def test_a_cell_that_was_made_harmless_comes_in_as_it_was(cell):
    assert not harmless(cell).startswith(("=", "+", "-", "@", "\t", "\r", "\n"))
    if not cell.startswith("'"):
        assert as_typed(harmless(cell)) == cell


def test_what_is_written_out_is_read_again():
    lines = csv_line(["ID", "Cell"]) + csv_line(["1", "+13125550121"]) + csv_line(["2", "=cmd|x"])
    assert "'+1312" in lines
    assert cells(lines.encode()) == [("1", "+13125550121"), ("2", "=cmd|x")]


# what cannot be read


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "the file is empty"),
        (b"  \r\n \n", "the file is empty"),
        (b"\xef\xbb\xbf", "the file is empty"),
        (b"ID,Name\n", "no row below"),
        (b"ID,Name\n,\n\n", "no row below"),
        (b"%PDF-1.7\n1 0 obj", "this is a PDF"),
        (b"PK\x03\x04\x14\x00xl/workbook.xml", "save it as CSV"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "old Excel workbook"),
        (b"\x1f\x8b\x08", "compressed"),
        (b"<html><table><tr><td>", "web page"),
        (b"ID\0\0\0\0\0\0,\0\0\0\0x\0\0\0", "no text"),
        (b"ID,Phone,phone\n1,2,3\n", "two columns are called \u201cPhone\u201d"),
        (b"ID,Name\n1," + b"x" * 20_000_000 + b"\n", "line 2"),
        (b'ID,Name\n1,"' + b"x\n" * 10_000, "is a quotation mark missing?"),
        (("h," * 300).encode() + b"\n1\n", "more than 200 columns"),
    ],
    ids=lambda value: value[:12] if isinstance(value, str) else "",
)
def test_what_is_no_table_is_told_in_words(content, said):
    assert said in broken(content)


@pytest.mark.parametrize(
    ("line", "said"),
    [("1,a", "2 cells, but there are 3 columns"), ("1,a,b,c", "4 cells"), ("1,a\0,b", "NUL"), ("1,a,b,", "")],
)
def test_a_row_that_does_not_fit_is_told_and_the_others_are_read(line, said):
    form, rows = read(f"ID,First,Last\n{line}\n2,c,d\n".encode())
    assert said in fault_of(rows[0], form)
    assert bool(said) == bool(fault_of(rows[0], form))
    assert fault_of(rows[1], form) == ""


@pytest.mark.parametrize("content", [b' {"resourceType"', b"\xef\xbb\xbf[", '{"a"'.encode("utf-16")])
def test_fhir_is_told_from_a_table(content):
    assert looks_like_fhir(content)
    assert not looks_like_fhir(b"ID,Name\n")


# what its columns and cells mean


def test_columns_are_guessed_by_the_names_that_other_programs_give():
    heads = ("PatientID", "FName", "LName", "DOB", "Cell Phone", "E-mail", "Head of Household", "Remarks", "problem")
    found = {target: heads[place] for target, place in guess(TableKind.PATIENTS, heads).items()}
    assert found == {
        "id": "PatientID", "given_name": "FName", "family_name": "LName", "birth_date": "DOB", "mobile": "Cell Phone",
        "email": "E-mail", "contact": "Head of Household",
    }  # fmt: skip


@given(st.lists(st.sampled_from(["ID", "id", "Name", "Phone", "Cell", "Status", "x", "problem", ""]), max_size=9))
def test_no_column_is_guessed_twice(heads):
    for kind in TableKind:
        places = list(guess(kind, heads).values())
        assert len(places) == len(set(places))
        assert all(heads[place] != "problem" for place in places)


def test_visits_are_told_from_people():
    assert guess_kind(["Patient ID", "Date", "Start time", "Operatory"]) is TableKind.APPOINTMENTS
    assert guess_kind(["Patient ID", "Name", "DOB"]) is TableKind.PATIENTS


def test_what_is_missing_is_named():
    assert [one.name for one in missing(TableKind.PATIENTS, {"mobile": 1})] == ["Patient ID", "Last name"]
    assert missing(TableKind.PATIENTS, {"id": 0, "name": 1}) == []
    assert [one.name for one in missing(TableKind.APPOINTMENTS, {"patient": 0})] == ["Date", "Starts at"]
    target = named(TableKind.PATIENTS, "cell phone")
    assert target is not None
    assert target.key == "mobile"
    assert named(TableKind.PATIENTS, "shoe size") is None


@pytest.mark.parametrize(
    ("cell", "born"),
    [
        ("3/14/2019", date(2019, 3, 14)), ("03-14-2019", date(2019, 3, 14)), ("2019-03-14", date(2019, 3, 14)),
        ("3/14/85", date(1985, 3, 14)), ("2019-03-14T00:00:00", date(2019, 3, 14)), ("3/14/2019 12:00 AM", date(2019, 3, 14)),
        ("14/3/2019", None), ("2/30/2019", None), ("1/1/2027", None), ("1/1/1850", None), ("soon", None),
    ],
)  # fmt: skip
def test_birth_dates(cell, born):
    assert read_birth_date(cell, TODAY) == born


@pytest.mark.parametrize(
    ("cell", "clock"),
    [
        ("9:30", time(9, 30)), ("09:30 AM", time(9, 30)), ("2 pm", time(14)), ("12:15 a.m.", time(0, 15)), ("12 PM", time(12)),
        ("14:00:00", time(14)), ("25:00", None), ("9:75", None), ("13 pm", None), ("noon", None), ("", None),
    ],
)  # fmt: skip
def test_times_of_day(cell, clock):
    assert read_clock(cell) == clock


def test_days_to_come_and_yes_and_no():
    assert read_day("11/30/26", TODAY) == date(2026, 11, 30)
    assert read_day("2027-01-04", TODAY) == date(2027, 1, 4)
    assert [read_yes_or_no(word) for word in ("Yes", "x", "NO", "0", "maybe", "")] == [
        True,
        True,
        False,
        False,
        None,
        None,
    ]


HEADS = ("ID", "Name", "DOB", "Status", "Cell", "Home", "Email", "Language", "Contact", "Payer", "Texts")
COLUMNS = dict(
    zip(
        (
            "id",
            "name",
            "birth_date",
            "status",
            "mobile",
            "home",
            "email",
            "language",
            "contact",
            "guarantor",
            "text_messages",
        ),
        range(11),
        strict=True,
    )
)


def patient(**more):
    given_cells = {"ID": "7", "Name": "Rosa Paz", **more}
    return read_patient(Row(3, tuple(given_cells.get(head, "") for head in HEADS)), COLUMNS, HEADS, TODAY)


def test_a_row_becomes_a_patient_with_phones_in_order():
    row = patient(
        DOB="3/14/1980", Status="Non-Patient", Cell="(312) 555-0131", Home="312.555.0132", Language="Spanish", Texts="y"
    )
    assert isinstance(row, PatientRow)
    one = row.person
    assert (one.id, one.given_name, one.family_name, one.birth_date) == ("7", "Rosa", "Paz", date(1980, 3, 14))
    assert (one.status, one.language, row.words.prefers) == (PatientStatus.NON_PATIENT, "es", True)
    assert [(phone.type, phone.number) for phone in one.phones] == [
        ("mobile", "+13125550131"),
        ("home", "+13125550132"),
    ]
    assert row.notes == ()


@pytest.mark.parametrize(
    ("name", "parts"),
    [("Paz, Rosa M.", ("Rosa M.", "Paz")), ("Rosa M. Paz", ("Rosa M.", "Paz")), ("Cher", ("", "Cher"))],
)
def test_a_full_name_is_parted(name, parts):
    row = patient(Name=name)
    assert (row.person.given_name, row.person.family_name) == parts


@pytest.mark.parametrize(("contact", "said"), [("", ""), ("Self", SELF), ("7", SELF), ("9", "9")])
def test_self_is_said_by_the_word_or_by_the_own_id(contact, said):
    row = patient(Contact=contact)
    assert row.words.contact == said
    cells_of_row = tuple({"ID": "7", "Name": "Rosa Paz", "Contact": contact}.get(head, "") for head in HEADS)
    assert read_words(Row(3, cells_of_row), COLUMNS, HEADS, TODAY) == row.words


@pytest.mark.parametrize(
    ("cells_of_row", "column", "reason"),
    [
        ({"ID": ""}, "ID", "the ID is missing"),
        ({"Name": ""}, "Name", "the name is missing"),
        ({"DOB": "13/45/1990"}, "DOB", "no birth date"),
        ({"Status": "Duplicate"}, "Status", "set Duplicate by hand"),
        ({"Texts": "perhaps"}, "Texts", "neither yes nor no"),
        ({"ID": "x" * 101}, "ID", "longer than 100"),
        ({"Name": "x" * 101}, "Name", "longer than 100"),
    ],
)
def test_what_keeps_a_row_out_is_told_with_its_column(cells_of_row, column, reason):
    [trouble] = patient(**cells_of_row)
    assert (trouble.line, trouble.column) == (3, column)
    assert reason in trouble.reason


def test_a_phone_or_an_address_that_is_none_is_left_out_and_told():
    row = patient(Cell="12", Email="none", Language="Klingon (old)")
    assert isinstance(row, PatientRow)
    assert (row.person.phones, row.person.email, row.person.language) == ((), "", "en")
    assert [note.column for note in row.notes] == ["Language", "Email", "Cell"]


VISIT_HEADS = ("Patient", "Date", "Time", "Minutes", "Chair", "Dentist", "Status")
VISIT_COLUMNS = {"patient": 0, "date": 1, "time": 2, "minutes": 3, "operatory": 4, "provider": 5, "status": 6}


def visit(*row):
    return read_visit(Row(4, row), VISIT_COLUMNS, VISIT_HEADS, CHICAGO, TODAY)


def test_a_row_becomes_a_visit_at_the_locations_clock():
    row = visit("7", "11/30/2026", "9:30 AM", "40", "Op 1", "Dr. Lee", "confirmed")
    assert isinstance(row, AppointmentRecord)
    assert row.starts_at == datetime(2026, 11, 30, 15, 30, tzinfo=UTC)
    assert (row.ends_at - row.starts_at).total_seconds() == 40 * 60
    assert (row.id, row.operatory, row.status) == ("7 2026-11-30T15:30Z", "Op 1", AppointmentStatus.CONFIRMED)


@pytest.mark.parametrize(
    ("row", "reason"),
    [
        (("", "11/30/2026", "9:00", "", "", "", ""), "the patient's ID is missing"),
        (("7", "30/11/2026", "9:00", "", "", "", ""), "no date"),
        (("7", "11/30/2026", "nine", "", "", "", ""), "no time of day"),
        (("7", "11/30/2026", "9:00", "2", "", "", ""), "5 minutes to 12 hours"),
        (("7", "11/30/2026", "9:00", "long", "", "", ""), "5 minutes to 12 hours"),
        (("7", "11/30/2026", "9:00", "", "", "", "dreaming"), "no status"),
        (("7", "11/30/2026", "9:00", "", "x" * 51, "", ""), "longer than 50"),
    ],
)
def test_what_keeps_a_visit_out(row, reason):
    [trouble] = visit(*row)
    assert reason in trouble.reason
