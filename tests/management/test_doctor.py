"""The doctor says of each thing whether it works, and if not, what to do."""

import json
import os
import re
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from pathlib import Path
from types import SimpleNamespace

import pytest
from django.db import connection

from chairside.actions.spooling.kept import Kept
from chairside.actions.spooling.spool import Spool
from chairside.carriers.port import Envelope, Webhook
from chairside.management.examining import carrier, database, machine, sending
from chairside.models import Heartbeat, TextNumber
from tests.cast import NOW
from tests.management.doors import served

RUNBOOK = Path(__file__).parents[2] / "docs" / "runbook.md"


@pytest.fixture(autouse=True)
def loopback(settings, tmp_path):
    """Nothing answers there, and nothing leaves the machine."""
    settings.CARRIER_URL = settings.PUBLIC_URL = "http://127.0.0.1:1"
    settings.SPOOL = tmp_path / "spool"
    settings.SPOOL.mkdir()


@pytest.fixture
def findings(chairside, db, monkeypatch):
    """Give a way to ask the doctor: the exit status, and each finding by its name."""
    monkeypatch.setattr("chairside.models.past_the_pool.past_the_pool", lambda *_: connection.cursor())

    def ask():
        outcome = chairside("doctor", "--json")
        return outcome.status, {finding["name"]: finding for finding in json.loads(outcome.said)}

    return ask


@pytest.fixture
def number(cast):
    return TextNumber.objects.get(location=cast.downtown)


@pytest.fixture
def spool(settings):
    made = Spool(settings.SPOOL, settings.SECRET_KEY, settings.SPOOL_BYTES)
    made.open()
    return made


def kept():
    return Kept(NOW, Envelope("/hooks/x/messages", "", "", b"Body=Hi"), is_checked=True)


def test_what_works_needs_no_remedy(findings):
    _, found = findings()
    for name in ("database", "migrations", "database clock", "time zones", "disk", "spool", "send queue"):
        assert found[name]["is_ok"], found[name]
        assert found[name]["remedy"] == ""


def test_every_fault_comes_with_what_to_do(findings):
    status, found = findings()
    assert status == 1
    wrong = [finding for finding in found.values() if not finding["is_ok"]]
    assert {finding["name"] for finding in wrong} == {"carrier", "public address", "worker"}
    assert all(finding["remedy"] for finding in wrong)


def test_the_runbook_knows_every_line(findings, cast):
    TextNumber.objects.filter(location=cast.downtown).update(paused_at=NOW)
    told = {name.split(",")[0] for name in findings()[1]} | {"certificate", "backups", "webhook", "webhook loop"}
    known = set(re.findall(r"^### (.+)$", RUNBOOK.read_text(), re.MULTILINE))
    assert told <= known


@pytest.mark.parametrize(("age", "is_ok"), [(3, True), (60, False)])
def test_the_worker_must_have_given_a_sign_of_life_lately(findings, age, is_ok):
    Heartbeat.objects.create(name="worker", at=datetime.now(UTC) - timedelta(seconds=age))
    assert findings()[1]["worker"]["is_ok"] is is_ok


@pytest.mark.parametrize(("oldest", "is_ok"), [(0, True), (299, True), (301, False)])
def test_a_queue_that_does_not_move_is_told(oldest, is_ok):
    assert sending.queue(3, oldest, 0).is_ok is is_ok


def test_each_number_is_tried_at_the_carrier(findings, cast):
    names = {name for name in findings()[1] if name.startswith("carrier,")}
    assert names == {"carrier, Downtown", "carrier, Lakeside", "carrier, Harbor"}


def test_a_number_without_an_account_is_told(findings, cast):
    TextNumber.objects.filter(location=cast.lakeside).update(account_sid="")
    assert "not connected" in findings()[1]["carrier, Lakeside"]["what"]


def test_a_paused_number_is_told(findings, cast):
    TextNumber.objects.filter(location=cast.lakeside).update(paused_at=NOW)
    assert findings()[1]["number, Lakeside"]["what"] == "paused since 2026-11-23 17:00 UTC"


def test_no_token_is_told_to_anybody(chairside, cast):
    outcome = chairside("doctor")
    assert outcome.status == 1
    assert TextNumber.objects.first().auth_token not in outcome.said + outcome.complained


def test_another_secret_key_is_told_and_what_it_means(findings, cast, settings):
    settings.SECRET_KEY = "another key, of at least thirty-two signs"
    found = findings()[1]["secret key"]
    assert not found["is_ok"]
    assert "another CHAIRSIDE_SECRET_KEY" in found["remedy"]


def test_missing_migrations_are_told(findings, monkeypatch):
    monkeypatch.setattr("chairside.management.examining.database.missing_migrations", lambda: 2)
    _, found = findings()
    assert found["migrations"]["what"] == "2 are not applied"
    assert found["migrations"]["remedy"] == "Run: chairside migrate"


@pytest.mark.parametrize(("ahead", "is_ok"), [(0, True), (-600, False), (600, False)])
def test_a_clock_that_differs_from_the_databases_is_told(findings, monkeypatch, ahead, is_ok):
    class Elsewhen(datetime):
        @classmethod
        def now(cls, zone=None):
            return datetime.now(zone) + timedelta(seconds=ahead)

    monkeypatch.setattr(database, "datetime", Elsewhen)
    assert database.clock().is_ok is is_ok


@pytest.mark.parametrize(("behind", "is_ok"), [(0, True), (600, False)])
def test_a_clock_that_differs_from_the_carriers_is_told(settings, monkeypatch, behind, is_ok):
    told = format_datetime(datetime.now(UTC) - timedelta(seconds=behind), usegmt=True)
    monkeypatch.setattr("http.server.BaseHTTPRequestHandler.date_time_string", lambda *_: told)
    with served(lambda *_: (404, b"")) as settings.CARRIER_URL:
        assert carrier.clock().is_ok is is_ok


def ours(number, after=""):
    return f"http://127.0.0.1:1/hooks/{number.path_token}/messages{after}"


def test_a_webhook_that_is_ours_is_right(number):
    assert carrier.webhook(number, Webhook(ours(number, "#rc=3&rp=all"), "POST", "", "number")).is_ok
    assert carrier.webhook(number, Webhook(ours(number), "post", "", "messaging service")).is_ok


@pytest.mark.parametrize(
    ("url", "method", "told"),
    [
        ("https://demo.twilio.com/welcome/sms/reply", "POST", "sends texts elsewhere"),
        ("", "POST", "sends texts elsewhere"),
        (None, "GET", "asks with GET"),
    ],
)
def test_a_webhook_that_is_not_ours_is_told(number, url, method, told):
    found = carrier.webhook(number, Webhook(ours(number) if url is None else url, method, "", "number"))
    assert not found.is_ok
    assert told in found.what
    assert found.remedy


def test_a_number_that_the_account_has_not_is_told(number):
    assert "no such number" in carrier.webhook(number, None).what


def test_a_full_disk_is_told(monkeypatch, tmp_path):
    monkeypatch.setattr("shutil.disk_usage", lambda _: SimpleNamespace(free=10**9))
    assert not machine.disk(tmp_path).is_ok


def test_a_spool_that_is_not_there_is_not_made(settings, tmp_path):
    found = machine.spool(tmp_path / "nowhere")
    assert not found.is_ok
    assert not (tmp_path / "nowhere").exists()


def test_a_spool_of_another_user_is_not_touched(settings, monkeypatch):
    monkeypatch.setattr("os.geteuid", lambda: 4711)
    assert "another user" in machine.spool(settings.SPOOL).what
    assert not list(settings.SPOOL.iterdir())


def test_texts_that_wait_in_the_spool_are_told(settings, spool):
    spool.put([kept()])
    assert machine.spool(settings.SPOOL).what == "1 files wait"


def test_texts_that_another_key_sealed_are_told(settings, spool):
    spool.put([kept()])
    settings.SECRET_KEY = "another key, of at least thirty-two signs"
    assert "another CHAIRSIDE_SECRET_KEY" in machine.spool(settings.SPOOL).what


def test_texts_that_the_database_refused_are_told(settings, spool):
    spool.set_aside_refused([kept()])
    assert "refused" in machine.spool(settings.SPOOL).what


@pytest.mark.parametrize(("hours", "is_ok"), [(1, True), (25, True), (27, False)])
def test_a_backup_must_be_of_last_night(tmp_path, hours, is_ok):
    (backup := tmp_path / "chairside.dump").touch()
    long_ago = (datetime.now(UTC) - timedelta(hours=hours)).timestamp()
    os.utime(backup, (long_ago, long_ago))
    assert machine.backups(tmp_path).is_ok is is_ok


def test_no_backup_at_all_is_told(tmp_path):
    assert not machine.backups(tmp_path).is_ok
    assert not machine.backups(tmp_path / "nowhere").is_ok


def test_backups_are_looked_at_only_where_they_are_told_of(findings, settings, tmp_path):
    assert "backups" not in findings()[1]
    settings.BACKUPS = tmp_path
    assert "backups" in findings()[1]
