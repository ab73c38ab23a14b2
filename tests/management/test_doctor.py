"""The doctor says of each thing whether it works, and if not, what to do."""

import json
from datetime import UTC, datetime, timedelta

import pytest

from chairside.models import Heartbeat, TextNumber


@pytest.fixture(autouse=True)
def loopback(settings):
    """Nothing answers there, and nothing leaves the machine."""
    settings.CARRIER_URL = settings.PUBLIC_URL = "http://127.0.0.1:1"


@pytest.fixture
def findings(chairside, db):
    """Give a way to ask the doctor: the exit status, and each finding by its name."""

    def ask():
        outcome = chairside("doctor", "--json")
        return outcome.status, {finding["name"]: finding for finding in json.loads(outcome.said)}

    return ask


def test_what_works_needs_no_remedy(findings):
    _, found = findings()
    for name in ("database", "migrations", "time zones"):
        assert found[name]["is_ok"]
        assert found[name]["remedy"] == ""


def test_every_fault_comes_with_what_to_do(findings):
    status, found = findings()
    assert status == 1
    wrong = [finding for finding in found.values() if not finding["is_ok"]]
    assert {finding["name"] for finding in wrong} == {"carrier", "public address", "worker"}
    assert all(finding["remedy"] for finding in wrong)


@pytest.mark.parametrize(("age", "is_ok"), [(3, True), (60, False)])
def test_the_worker_must_have_given_a_sign_of_life_lately(findings, age, is_ok):
    Heartbeat.objects.create(name="worker", at=datetime.now(UTC) - timedelta(seconds=age))
    assert findings()[1]["worker"]["is_ok"] is is_ok


def test_each_number_is_tried_at_the_carrier(findings, cast):
    names = {name for name in findings()[1] if name.startswith("carrier")}
    assert names == {"carrier, Downtown", "carrier, Lakeside", "carrier, Harbor"}


def test_a_number_without_an_account_is_told(findings, cast):
    TextNumber.objects.filter(location=cast.lakeside).update(account_sid="")
    assert "not connected" in findings()[1]["carrier, Lakeside"]["what"]


def test_no_token_is_told_to_anybody(chairside, cast):
    outcome = chairside("doctor")
    assert outcome.status == 1
    assert TextNumber.objects.first().auth_token not in outcome.said + outcome.complained


def test_missing_migrations_are_told(findings, monkeypatch):
    monkeypatch.setattr("chairside.management.doctor.missing_migrations", lambda: 2)
    _, found = findings()
    assert found["migrations"]["what"] == "2 are not applied"
    assert found["migrations"]["remedy"] == "Run: chairside migrate"
