"""`chairside import`: what an operator is told of a file, whole, repeated or broken."""

import json

import pytest

from chairside.models import Organization, Patient

ZONE = {"url": "http://hl7.org/fhir/StructureDefinition/timezone", "valueCode": "America/Chicago"}
RESOURCES = [
    {"resourceType": "Organization", "id": "oak", "name": "Oak Dental"},
    {"resourceType": "Location", "id": "mill", "name": "Mill Street", "extension": [ZONE]},
    {
        "resourceType": "Patient",
        "id": "p1",
        "name": [{"family": "Ito", "given": ["Ken"]}],
        "telecom": [{"system": "phone", "use": "mobile", "value": "12"}],
    },
]

pytestmark = pytest.mark.django_db


@pytest.fixture
def bundle(tmp_path):
    """A small practice with one number that is none."""
    file = tmp_path / "practice.json"
    entries = [{"resource": resource} for resource in RESOURCES]
    file.write_text(json.dumps({"resourceType": "Bundle", "type": "collection", "entry": entries}))
    return file


def brought(outcome) -> dict[str, int]:
    """Count what was new and changed, over all kinds."""
    counts = json.loads(outcome.said)["counts"].values()
    return {how: sum(count[how] for count in counts) for how in ("new", "changed")}


def test_tells_scripts_what_was_new_and_each_problem_with_its_entry(chairside, bundle):
    outcome = chairside("import", bundle, "--json")
    assert outcome.status == 0
    assert brought(outcome) == {"new": 2, "changed": 0}  # the location and the patient
    [problem] = json.loads(outcome.said)["problems"]
    assert "Patient/p1" in problem["entry"]
    assert problem["reason"]


def test_running_it_again_changes_nothing(chairside, bundle):
    chairside("import", bundle)
    assert brought(chairside("import", bundle, "--json")) == {"new": 0, "changed": 0}


def test_tells_people_the_same(chairside, bundle):
    outcome = chairside("import", bundle)
    assert outcome.status == 0
    assert "Brought to Oak Dental" in outcome.said
    assert "1 problem" in outcome.said


def test_a_broken_file_changes_nothing_and_says_where(chairside, bundle):
    bundle.write_text(bundle.read_text().replace('"Ito"', "7"))
    outcome = chairside("import", bundle)
    assert outcome.status == 1
    assert "nothing was changed" in outcome.complained
    assert "Patient/p1" in outcome.complained
    assert not Organization.objects.exists()
    assert not Patient.objects.exists()


def test_a_file_that_is_not_there_is_wrong_use(chairside, tmp_path):
    assert chairside("import", tmp_path / "nothing.json").status == 2
