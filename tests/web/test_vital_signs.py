"""Supervisors learn whether the program lives and can work; Prometheus learns figures, and nothing of patients."""

import re
from datetime import timedelta
from pathlib import Path
from urllib.parse import urlencode
from uuid import uuid4

import pytest
from asgiref.sync import async_to_sync, sync_to_async
from django.db import OperationalError, connection
from prometheus_client.parser import text_string_to_metric_families

from chairside.actions.beat import beat
from chairside.actions.locations.pause_number import pause_number
from chairside.actions.send_reply import Reply, send_reply
from chairside.actions.spooling.spool import Spool
from chairside.carriers.twilio.signature import sign
from chairside.config.asgi import application
from chairside.models import Attempt, Message, QueuedMessage, TextNumber
from chairside.models.identifiers import new_id
from chairside.web.hooks import Hooks
from chairside.web.metrics import REQUESTS, exposition
from tests.cast import NOW, knock, receive
from tests.web.asking import ask

HERE = [("host", "127.0.0.1:8000")]
KEN = "+13125550121"
ROOT = Path(__file__).parents[2]


def figures(text):
    """Give each figure by its name and labels."""
    return {
        (sample.name, *sorted(sample.labels.values())): sample.value
        for family in text_string_to_metric_families(text)
        for sample in family.samples
    }


async def asked():
    status, text = await ask(application, "/metrics", HERE)
    assert status == 200
    return figures(text)


@pytest.fixture
def away(monkeypatch):
    """The database is away."""

    def refuse(*_, **__):
        raise OperationalError("connection refused")

    monkeypatch.setattr("django.db.backends.base.base.BaseDatabaseWrapper.ensure_connection", refuse)


@pytest.fixture
def read(monkeypatch, db):
    """Read the figures as the transaction of the test sees the database."""
    monkeypatch.setattr("chairside.web.metrics.past_the_pool", connection.cursor)
    return lambda: figures(exposition().decode())


@pytest.fixture
def conversation(cast):
    """One reply that waits, by somebody whose name, number and words must not be told."""
    ken = cast.person("Xanthippe Ito", KEN)
    receive(knock(KEN, "canary question"))
    return send_reply(cast.ana, ken.threads.get(), Reply("canary answer", uuid4()), NOW)


async def test_the_process_lives_without_a_database(away):
    assert await ask(application, "/livez") == (200, "alive")


@pytest.mark.django_db(transaction=True)
async def test_with_its_database_it_is_ready():
    assert await ask(application, "/readyz") == (200, "ready")


async def test_without_its_database_it_is_not_ready_and_says_why(away):
    assert await ask(application, "/readyz") == (503, "no database")


@pytest.mark.django_db(transaction=True)
async def test_before_the_migrations_it_is_not_ready(monkeypatch):
    monkeypatch.setattr("chairside.web.vital_signs.newest_migration", lambda: "9999_later")
    status, why = await ask(application, "/readyz")
    assert status == 503
    assert "chairside migrate" in why


@pytest.mark.parametrize(
    ("client", "headers", "status"),
    [
        ("127.0.0.1", HERE, 200),
        ("::1", [("host", "[::1]:8000")], 200),
        ("127.0.0.1", [("host", "localhost")], 200),
        ("203.0.113.9", HERE, 404),
        ("127.0.0.1", [("host", "text.example.com")], 404),
        ("127.0.0.1", [], 404),
        ("127.0.0.1", [*HERE, ("x-forwarded-for", "127.0.0.1")], 404),
        ("127.0.0.1", [*HERE, ("x-forwarded-proto", "https")], 404),
        ("127.0.0.1", [*HERE, ("via", "1.1 proxy")], 404),
        ("127.0.0.1", [("host", "[127.0.0.1")], 404),
    ],
)
async def test_without_a_token_only_this_machine_reads_figures(away, client, headers, status):
    assert (await ask(application, "/metrics", headers, client))[0] == status


@pytest.mark.parametrize(
    ("client", "sent", "status"),
    [
        ("203.0.113.9", "Bearer a token of at least 24 characters", 200),
        ("203.0.113.9", "Bearer another", 404),
        ("127.0.0.1", "", 404),
    ],
)
async def test_with_a_token_only_who_knows_it_reads_figures(away, settings, client, sent, status):
    settings.METRICS_TOKEN = "a token of at least 24 characters"
    assert (await ask(application, "/metrics", [*HERE, ("authorization", sent)], client))[0] == status


async def test_the_figures_say_that_the_database_is_away(away):
    assert (await asked())["chairside_database_up",] == 0


def test_what_waits_is_counted_by_lane_with_its_age(read, conversation):
    QueuedMessage.objects.update(due_at=NOW - timedelta(days=400))
    found = read()
    assert found["chairside_queue_texts", "staff_reply"] == 1
    assert found["chairside_queue_oldest_seconds", "staff_reply"] > 3600
    assert found["chairside_queue_texts", "campaign"] == 0


def test_a_text_for_later_is_not_late(read, conversation):
    QueuedMessage.objects.update(due_at=NOW + timedelta(days=9000))
    found = read()
    assert found["chairside_queue_texts", "staff_reply"] == 1
    assert found["chairside_queue_oldest_seconds", "staff_reply"] == 0


@pytest.mark.parametrize(("outcome", "state"), [("", "in_flight"), ("unknown", "unknown")])
def test_an_attempt_without_an_outcome_is_counted(read, conversation, outcome, state):
    attempt(conversation, outcome)
    assert read()["chairside_attempts_open", state] == 1


def test_a_worker_that_gave_a_sign_of_life_is_told_with_its_age(read, conversation):
    beat("worker", NOW)
    assert ("chairside_heartbeat_age_seconds", "worker") in read()


def test_a_paused_number_is_counted(read, cast):
    pause_number(cast.downtown, "", by=cast.ben, now=NOW)
    found = read()
    assert (found["chairside_numbers",], found["chairside_numbers_paused",]) == (3, 1)


async def test_requests_are_counted_by_door_and_kind_of_answer(away):
    name = ("chairside_request_seconds_count", "4xx", "webhook")
    before = (await asked()).get(name, 0)
    await ask(application, "/hooks/elsewhere", method="POST")
    assert (await asked())[name] == before + 1


def test_no_figure_tells_of_a_patient_a_place_or_an_id(read, conversation):
    attempt(conversation, "unknown")
    text = exposition().decode()
    thread = conversation.thread
    for secret in (
        "Xanthippe",
        "canary",
        KEN[1:],
        "3125550190",
        "Downtown",
        "Cedar",
        str(thread.pk),
        str(thread.location_id),
    ):
        assert secret not in text


@pytest.mark.django_db(transaction=True)
async def test_figures_are_told_while_every_connection_of_the_pool_is_taken():
    taken = await sync_to_async(take_all)()
    try:
        found = await asked()
        assert (await ask(application, "/readyz"))[0] == 200
    finally:
        for one in taken:
            connection.pool.putconn(one)
    assert found["chairside_database_up",] == 1
    assert found["chairside_database_pool", "idle"] == 0


def take_all():
    connection.close()
    return [connection.pool.getconn() for _ in range(connection.pool.max_size)]


def attempt(message: Message, outcome: str) -> None:
    Attempt.objects.create(
        id=new_id(), organization_id=message.organization_id, message=message, token=uuid4().hex, started_at=NOW,
        outcome=outcome, from_number="+13125550190", to_number=KEN, lane=1, expires_at=NOW, tries=1,
    )  # fmt: skip


@pytest.mark.django_db(transaction=True)
def test_what_comes_in_is_counted_by_its_fate(live_cast, settings, tmp_path):
    settings.SPOOL = tmp_path / "spool"
    number = TextNumber.objects.get(location=live_cast.downtown)
    before = figures(exposition().decode())
    form = {"MessageSid": f"SM{uuid4().hex}", "AccountSid": number.account_sid, "From": KEN, "To": number.number}
    genuine = sign(number.auth_token, f"{settings.PUBLIC_URL}/hooks/{number.path_token}/messages", form)
    async_to_sync(knock_twice)(f"/hooks/{number.path_token}/messages", form, genuine, "forged")
    after = figures(exposition().decode())
    for name in (("chairside_inbound_texts_total", "stranger"), ("chairside_forged_knocks_total",)):
        assert after[name] == before.get(name, 0) + 1
    assert after["chairside_spool_files", "waiting"] == 0


async def knock_twice(path, form, *signatures):
    hooks = Hooks()
    hooks.open()
    try:
        for signature in signatures:
            headers = [("x-twilio-signature", signature)]
            await ask(hooks, path, headers, method="POST", body=urlencode(form).encode())
    finally:
        await hooks.close()


def test_every_alert_asks_for_figures_that_there_are(read, conversation, settings, tmp_path):
    settings.SPOOL = tmp_path
    Spool(tmp_path, settings.SECRET_KEY, settings.SPOOL_BYTES).open()
    beat("worker", NOW)
    REQUESTS.labels("page", "2xx").observe(0.1)
    known = {name for name, *_ in read()}
    asked_for = set(re.findall(r"chairside_\w+", (ROOT / "docs" / "alerts.yml").read_text()))
    assert asked_for
    assert asked_for <= known


def test_the_runbook_knows_every_alert():
    alerts = re.findall(r"alert: (\w+)", (ROOT / "docs" / "alerts.yml").read_text())
    headings = re.findall(r"^### (.+)$", (ROOT / "docs" / "runbook.md").read_text(), re.MULTILINE)
    assert alerts
    assert set(alerts) <= set(headings)
