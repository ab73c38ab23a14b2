"""The carrier's door: only signed knocks come in, and each bad one is answered for what it is."""

import asyncio
from urllib.parse import urlencode
from uuid import uuid4

import pytest
from asgiref.sync import async_to_sync
from django.db import DatabaseError
from twilio.request_validator import RequestValidator

from chairside.models import KnockTally, Message, TextNumber
from chairside.web.hooks import address_of, knock
from chairside.web.intake import Intake
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

        intake = Intake()
        intake.open()
        await knock(scope, receive, send, intake)
        await intake.close()
        return sent[0]["status"]


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


def test_while_the_database_is_away_the_carrier_is_asked_to_come_back(door, monkeypatch):
    def away(*_):
        raise DatabaseError

    monkeypatch.setattr("chairside.web.intake.receive_messages", away)
    assert door() == 503


def test_texts_that_wait_share_a_transaction(live_cast, monkeypatch):
    batches = []
    monkeypatch.setattr(
        "chairside.web.intake._receive", lambda knocks: batches.append(len(knocks)) or ["stored"] * len(knocks)
    )

    async def knock_at_once():
        intake = Intake()
        waiting = [asyncio.create_task(intake.take(place)) for place in range(50)]
        await asyncio.sleep(0)
        intake.open()
        await asyncio.gather(*waiting)
        await intake.close()

    async_to_sync(knock_at_once)()
    assert batches == [50]


@pytest.mark.parametrize("path", ["/hooks/", "/hooks/a/b", "/hooks/a/status", "/hooks/a/messages/b", "/x/a/messages"])
def test_addresses_that_are_none(path):
    assert address_of(path) is None
