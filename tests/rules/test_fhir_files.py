"""A file is read as a whole or refused with the place where it is broken."""

import contextlib
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chairside.rules.fhir.reading import BrokenFile, read
from tests.rules.bundles import bundle, entries, lines, location, organization, patient, practice, related, visit

KEN = patient("ken", "Ken Ito", "(312) 555-0142")
GOOD = bundle(*practice(KEN))


def of(**parts):
    return json.dumps({"resourceType": "Bundle", "type": "collection", **parts}).encode()


@pytest.mark.parametrize(
    "content",
    [
        GOOD,
        bundle(*practice(KEN), kind="transaction"),
        bundle(*practice(KEN), indent=2),
        lines(*practice(KEN)),
        b"\n" + lines(*practice(KEN)).replace(b"\n", b"\r\n") + b"\n\n",
        b"\xef\xbb\xbf" + GOOD,
        GOOD.decode().encode("utf-16"),
        b"\n\n" + GOOD + b"\n",
    ],
    ids=["collection", "transaction", "indented", "ndjson", "ndjson crlf", "utf-8 bom", "utf-16", "space around"],
)
def test_every_form_of_a_file_is_read(content):
    records = read(content)
    assert [one.given_name for one in records.patients] == ["Ken"]
    assert records.organization.name == "Cedar Dental"
    assert records.locations[0].text_number == "+13125550190"
    assert records.problems == []


def test_a_single_resource_in_a_line_is_ndjson():
    assert len(read(lines(KEN)).patients) == 1


def test_separators_of_lines_inside_a_name_do_not_end_a_line_of_ndjson():
    assert read(lines(KEN, patient("yumi", "Yumi\u2028\u0085Ito"))).patients[1].family_name == ""


BROKEN = {
    "nothing": (b"", "the file is empty"),
    "only space": (b" \n ", "the file is empty"),
    "no JSON": (b"Name;Phone\nKen;312", "line 1, column 1"),
    "truncated": (GOOD[:-40], "line 1, column"),
    "truncated, indented": (bundle(*practice(KEN), indent=1)[:600], "line 34, column"),
    "more behind": (GOOD + b"}", "line 1, column"),
    "binary": (b"PK\x03\x04\x9f\xff\x00", "line 1: the text is not in UTF-8"),
    "latin 1": (b'{\n"name": "Jos\xe9"}', "line 2: the text is not in UTF-8"),
    "half of UTF-16": (GOOD.decode().encode("utf-16")[:-1], "not in UTF-16"),
    "UTF-16 without its mark": (GOOD.decode().encode("utf-16-le"), "line 1, column"),
    "a list": (b"[]", "the file: an object is needed"),
    "a number": (b"7", "the file: an object is needed"),
    "too deep": (b"[" * 200_000, "nested too deeply"),
    "too deep in a line": (lines(KEN) + b"\n" + b"[" * 200_000, "nested too deeply"),
    "a number without end": (b'{"a": ' + b"1" * 5000 + b"}", "too many digits"),
    "no FHIR": (b'{"patients": []}', "resourceType is missing"),
    "one resource": (json.dumps(KEN, indent=1).encode(), "one Patient, not a Bundle"),
    "another type of Bundle": (of(type="searchset", entry=[]), "must be one of collection, transaction"),
    "no entries": (of(), "has no entries"),
    "entries are no list": (of(entry={}), "entry: a list is needed"),
    "an entry is no object": (of(entry=["x"]), "entry[0]: an object is needed"),
    "an entry is empty": (of(entry=[{}]), "entry 1: the resource is missing"),
    "a resource is no object": (of(entry=[{"resource": "x"}]), "entry 1: an object is needed"),
    "a resource without type": (of(entry=[{"resource": {"id": "x"}}]), "entry 1: resourceType is missing"),
    "the type is a number": (of(entry=[{"resource": {"resourceType": 3}}]), "entry 1.resourceType: a text is needed"),
    "no id": (of(entry=[{"resource": {**KEN, "id": None}}]), "entry 1 (Patient/?): id is missing"),
    "an endless id": (bundle(patient("x" * 101, "Ken Ito")), "longer than 100"),
    "an id twice": (bundle(KEN, KEN), "entry 2 (Patient/ken): this id is in the file twice"),
    "an id twice in lines": (lines(KEN, location(), KEN), "line 3 (Patient/ken): this id is in the file twice"),
    "two organizations": (bundle(organization(), organization(id="birch")), "more than one Organization"),
    "two locations of one name": (bundle(location(), {**location(), "id": "x"}), "two locations have this name"),
    "an unknown time zone": (bundle(location(zone="Mars/Olympus")), "the time zone Mars/Olympus is not known"),
    "a nameless location": (bundle({**location(), "name": None}), "the location's name is missing"),
    "a broken line": (lines(KEN) + b'\n{"resourceType": "Patient",}', "line 2, column"),
    "a line that is a number": (lines(KEN) + b"\n7", "line 2: an object is needed"),
    "a Bundle among lines": (GOOD + b"\n" + GOOD, "line 1 (Bundle/?): a Bundle must be alone"),
    "a name that is a text": (bundle({**KEN, "name": "Ken Ito"}), "entry 1 (Patient/ken).name: a list is needed"),
    "a name in parts that are numbers": (bundle({**KEN, "name": [{"given": [1]}]}), "name[0].given: a list of texts"),
    "a phone that is a number": (
        bundle({**KEN, "telecom": [{"system": "phone", "value": 3125550142}]}),
        "telecom[0].value: a text is needed",
    ),
    "a start that is a number": (bundle(*practice(KEN, visit("v", "ken", start=5))), "start: a text is needed"),
    "a reference that is a text": (bundle(KEN, related("r", "ken", patient="ken")), ".patient: an object is needed"),
    "an actor that is a text": (
        bundle(KEN, visit("v", "ken", participant=[{"actor": "ken"}])),
        "participant[0].actor: an object is needed",
    ),
}


@pytest.mark.parametrize(("content", "where"), BROKEN.values(), ids=BROKEN.keys())
def test_a_broken_file_says_where(content, where):
    with pytest.raises(BrokenFile) as broken:
        read(content)
    assert where in str(broken.value)


def test_an_indented_file_tells_lines_too():
    content = bundle(*practice(patient("ken", "Ken Ito", "12")), indent=2)
    place = read(content).problems[0].entry
    number = int(place.removeprefix("entry 4, line ").partition(" ")[0])
    assert b'"id": "ken"' in b"\n".join(content.splitlines()[number - 1 : number + 4])


def test_lines_are_told_wherever_the_list_of_entries_stands():
    whole = {
        "entry": entries(KEN, KEN),
        "meta": {"tag": [{"entry": []}]},
        "type": "collection",
        "resourceType": "Bundle",
    }
    with pytest.raises(BrokenFile, match=r"entry 2, line \d+ \(Patient/ken\)"):
        read(json.dumps(whole, indent=1).encode())


def test_lines_are_told_in_a_file_without_spaces():
    whole = {"resourceType": "Bundle", "type": "collection", "entry": entries(KEN, patient("leo", "Leo Ito"), KEN)}
    content = json.dumps(whole, separators=(",", ":")).replace(',{"fullUrl"', ',\n{"fullUrl"')
    with pytest.raises(BrokenFile, match=r"entry 3, line 3 \(Patient/ken\)"):
        read(content.encode())


def test_a_key_that_stands_twice_loses_no_entry():
    content = (
        b'{"resourceType": "Bundle", "type": "collection", "entry": null,\n"entry": '
        + json.dumps(entries(KEN, patient("yumi", "Yumi Ito"))).encode()
        + b"}"
    )
    assert len(read(content).patients) == 2


def test_a_new_resource_of_a_transaction_is_named_by_its_address():
    nameless = {key: value for key, value in KEN.items() if key != "id"}
    child = related("r", "x", "Yumi Ito", patient={"reference": "urn:uuid:0d1c"})
    records = read(
        of(type="transaction", entry=[{"fullUrl": "urn:uuid:0d1c", "resource": nameless}, {"resource": child}])
    )
    assert records.patients[0].id == records.contacts[0].patient_id == "0d1c"


def test_an_address_that_names_two_resources_breaks_the_file():
    twice = [{"fullUrl": "urn:uuid:1", "resource": one} for one in (KEN, patient("yumi", "Yumi Ito"))]
    with pytest.raises(BrokenFile, match=r"entry 2 .*fullUrl is in the file twice"):
        read(of(entry=twice))


def test_other_kinds_of_resources_are_counted_and_passed_over():
    claim = {"resourceType": "Claim", "id": "c"}
    assert read(bundle(KEN, claim, {**claim, "id": "d"})).passed_over == {"Claim": 2}


ANYTHING = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=6,
)
WHOLE = json.loads(bundle(*practice(KEN, related("r", "ken", "Yumi Ito", "312 555 0143"), visit("v", "ken"))))


def places_in(value, path=()):
    yield path
    for key, inner in value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ():
        yield from places_in(inner, (*path, key))


@given(st.sampled_from([path for path in places_in(WHOLE) if path]), ANYTHING)
def test_whatever_stands_at_any_place_the_file_is_read_or_refused(path, anything):
    whole = json.loads(json.dumps(WHOLE))
    inside = whole
    for key in path[:-1]:
        inside = inside[key]
    inside[path[-1]] = anything
    with contextlib.suppress(BrokenFile):
        read(json.dumps(whole).encode())


@given(st.integers(min_value=0, max_value=len(GOOD) - 1))
def test_a_file_cut_anywhere_is_refused(length):
    with pytest.raises(BrokenFile):
        read(GOOD[:length])


@given(st.binary(max_size=60))
def test_any_bytes_are_refused(content):
    with pytest.raises(BrokenFile):
        read(content)
