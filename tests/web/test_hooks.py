"""The carrier's door: only signed knocks come in, and each bad one is answered for what it is."""

import asyncio
import time
from datetime import UTC, datetime
from urllib.parse import urlencode
from uuid import uuid4

import pytest
from asgiref.sync import async_to_sync
from django.db import OperationalError, connection
from twilio.request_validator import RequestValidator

from chairside.actions.receive_messages import receive_messages
from chairside.actions.receiving.address import address_of
from chairside.actions.spooling.spool import Spool
from chairside.actions.take_from_spool import take_from_spool
from chairside.models import KnockTally, Message, TextNumber
from chairside.web.hooks import Hooks
from chairside.web.intake import MOST_PER_BATCH, DoorClosed, Intake
from tests.cast import ACCOUNT, TOKEN

KEN, OURS = "+13125550121", "+13125550190"
pytestmark = pytest.mark.django_db(transaction=True)


class Door:
    """Knocks as the carrier does."""

    def __init__(self, number):
        self.path = f"/hooks/{number.path_token}/messages"

    def __call__(self, *, path=None, token=TOKEN, method="POST", body=None, query=b"", **parameters):
        form = {
            "MessageSid": f"SM{uuid4().hex}",
            "AccountSid": ACCOUNT,
            "From": KEN,
            "To": OURS,
            "Body": "Hi",
            "NumMedia": "0",
            "MessagingServiceSid": "",
        }
        form.update(parameters)
        place = path or self.path
        url = f"http://testserver{place}" + (f"?{query.decode()}" if query else "")
        signature = RequestValidator(token).compute_signature(url, form)
        content = urlencode(form).encode() if body is None else body
        return async_to_sync(self.knock)(place, method, content, signature, query)

    async def knock(self, path, method, content, signature, query):
        sent = []
        scope = {
            "type": "http", "path": path, "raw_path": path.encode(), "method": method, "query_string": query,
            "headers": [(b"x-twilio-signature", signature.encode()), (b"content-length", str(len(content)).encode())],
        }  # fmt: skip

        async def receive():
            return {"type": "http.request", "body": content, "more_body": False}

        async def send(event):
            sent.append(event)

        hooks = Hooks()
        hooks.open()
        await hooks(scope, receive, send)
        await hooks.close()
        return sent[0]["status"]


@pytest.fixture
def spool(settings, tmp_path):
    settings.SPOOL = tmp_path / "spool"
    made = Spool(settings.SPOOL, settings.SECRET_KEY, settings.SPOOL_BYTES)
    made.open()
    return made


@pytest.fixture
def door(live_cast):
    live_cast.person("Ken Ito", KEN)
    return Door(TextNumber.objects.get(number=OURS))


def test_a_signed_text_is_taken(door):
    assert door() == 204
    assert Message.objects.get().body == "Hi"


def test_a_query_is_part_of_what_is_signed(door):
    assert door(query=b"rc=2&rp=all") == 204


def test_a_forged_one_leaves_a_count_only(door):
    assert door(token="wrong") == 403
    assert KnockTally.objects.get().forged == 1
    assert not Message.objects.exists()


def test_the_previous_token_is_still_believed(door):
    TextNumber.objects.filter(number=OURS).update(auth_token="the new one")
    number = TextNumber.objects.get(number=OURS)
    number.previous_auth_token = TOKEN
    number.save()
    assert door() == 204


@pytest.mark.parametrize("missing", ["MessageSid", "From", "To", "AccountSid"])
def test_an_unreadable_one_is_told(door, missing):
    assert door(**{missing: ""}) == 400


def test_other_doors_methods_and_sizes(door):
    assert door(path="/hooks/nobody/messages") == 404
    assert door(path="/hooks/x") == 404
    assert door(method="GET") == 405
    assert door(body=b"x" * 70_000) == 413
    assert door(body=b"\xff\xfe=%") in {400, 403}


def test_a_report_about_nothing_of_ours(door):
    number = TextNumber.objects.get(number=OURS)
    assert door(path=f"/hooks/{number.path_token}/status/unknown", MessageStatus="sent") == 404


def test_a_raw_path_with_percent_signs_is_what_is_signed(door):
    assert door(path=door.path.replace("messages", "m%65ssages")) == 204


@pytest.mark.parametrize("query", [b"a=1%202&b=%C3%A9", b"x=%2F&y", b"z=1&a=2"])
def test_a_query_counts_as_it_was_written(door, query):
    assert door(query=query) == 204


class TestWhileTheDatabaseIsAway:
    @pytest.fixture(autouse=True)
    def away(self, monkeypatch):
        def refuse(*_):
            raise OperationalError

        monkeypatch.setattr("chairside.web.intake.receive_messages", refuse)
        monkeypatch.setattr("chairside.actions.take_from_spool.receive_messages", refuse)

    def test_a_text_is_safe_in_the_spool_and_comes_in_when_it_is_back(self, door, spool, monkeypatch):
        assert door() == 204
        assert spool.state().waiting == 1
        assert not Message.objects.exists()
        monkeypatch.undo()
        assert take_from_spool(spool, "http://testserver", datetime.now(UTC))
        assert Message.objects.get().body == "Hi"
        assert spool.state().waiting == 0

    def test_where_the_spool_cannot_take_it_the_carrier_is_told_to_come_back(self, door, spool, monkeypatch):
        def full(*_):
            raise OSError(28, "No space left on device")

        monkeypatch.setattr("chairside.actions.spooling.spool.write_durably", full)
        monkeypatch.setattr("chairside.web.intake.Spool.open", lambda _: None)
        assert door() == 503
        assert spool.state().waiting == 0


def test_a_door_that_nobody_remembers_lets_in_unchecked_and_checks_later(door, spool, monkeypatch):
    def away(*_):
        raise OperationalError

    with monkeypatch.context() as patched:
        patched.setattr("chairside.web.doors.Doors._look_up", away)
        patched.setattr("chairside.actions.take_from_spool.TextNumber.objects.filter", away)
        assert door(Body="genuine") == 204
        assert door(Body="forged", token="wrong") == 204
    while take_from_spool(spool, "http://testserver", datetime.now(UTC)):
        pass
    assert [message.body for message in Message.objects.all()] == ["genuine"]
    assert KnockTally.objects.get().forged == 1


def test_a_frozen_database_keeps_nobody_at_the_door(door, spool, monkeypatch):
    def frozen(*_):
        time.sleep(0.5)
        raise OperationalError

    monkeypatch.setattr("chairside.web.doors.PATIENCE", 0.05)
    monkeypatch.setattr("chairside.web.doors.Doors._look_up", frozen)
    began = time.monotonic()
    assert door() == 204
    assert time.monotonic() - began < 0.45


def test_a_batch_that_takes_too_long_is_put_aside_and_never_doubled(door, spool, monkeypatch):
    def slow(knocks, now):
        time.sleep(0.3)
        return receive_messages(knocks, now)

    monkeypatch.setattr("chairside.web.intake.PATIENCE", 0.05)
    monkeypatch.setattr("chairside.web.intake.receive_messages", slow)
    assert door() == 204
    time.sleep(0.4)
    while take_from_spool(spool, "http://testserver", datetime.now(UTC)):
        pass
    assert Message.objects.count() == 1


def test_texts_that_wait_share_a_transaction(live_cast, monkeypatch):
    batches = []
    monkeypatch.setattr(
        "chairside.web.intake._receive", lambda knocks: batches.append(len(knocks)) or ["stored"] * len(knocks)
    )

    async def knock_at_once():
        intake = Intake()
        waiting = [asyncio.create_task(intake.texts.take(place, None)) for place in range(50)]
        await asyncio.sleep(0)
        intake.open()
        await asyncio.gather(*waiting)
        await intake.close()

    async_to_sync(knock_at_once)()
    assert batches == [MOST_PER_BATCH, 50 - MOST_PER_BATCH]


@pytest.mark.parametrize("path", ["/hooks/", "/hooks/a/b", "/hooks/a/status", "/hooks/a/messages/b", "/x/a/messages"])
def test_addresses_that_are_none(path):
    assert address_of(path) is None


def test_an_answer_lost_after_the_commit_is_no_second_message(door, spool, monkeypatch):
    """The database had committed, and the connection broke before it could say so."""

    def committed_and_gone(knocks, now):
        receive_messages(knocks, now)
        raise OperationalError

    monkeypatch.setattr("chairside.web.intake.receive_messages", committed_and_gone)
    sid = f"SM{uuid4().hex}"
    assert door(MessageSid=sid) == 204
    monkeypatch.undo()
    while take_from_spool(spool, "http://testserver", datetime.now(UTC)):
        pass
    assert door(MessageSid=sid) == 204  # and the carrier comes back with it besides
    assert Message.objects.count() == 1


def test_pages_that_hold_every_connection_of_the_pool_keep_no_text_out(door, monkeypatch):
    held = [
        connection.pool.getconn()
        for _ in range(
            connection.pool.max_size
            - connection.pool.get_stats()["pool_size"]
            + connection.pool.get_stats()["pool_available"]
        )
    ]
    try:
        assert door() == 204
    finally:
        for one in held:
            connection.pool.putconn(one)
    assert Message.objects.get().body == "Hi"


def test_a_queue_that_is_full_tells_the_carrier_to_come_back(door, monkeypatch):
    monkeypatch.setattr("chairside.web.intake.Lane.take", closed)
    assert door() == 503


async def closed(*_):
    raise DoorClosed
