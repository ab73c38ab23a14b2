"""The simulator: phones that text, a ledger that survives, faults that are checked."""

import asyncio

import aiohttp
import pytest
from aiohttp import web
from aiohttp.test_utils import TestClient, TestServer

from chairside.carriers.twilio import verify
from chairside.simulator.segments import count_parts
from chairside.simulator.server import application
from tests.rules.test_segments import CASES

SID, TOKEN = "AC" + "1" * 32, "secret"
OURS, PHONE = "+13125550190", "+13125550121"


class Practice:
    """A practice's webhook that remembers what it was told and checks the signature."""

    def __init__(self):
        self.knocks = []
        self.status = 204

    async def take(self, request):
        form = [(name, str(value)) for name, value in (await request.post()).items()]
        assert verify([TOKEN], str(request.url), form, request.headers["X-Twilio-Signature"])
        self.knocks.append(dict(form))
        return web.Response(status=self.status)


@pytest.fixture
async def practice():
    made = Practice()
    app = web.Application()
    app.router.add_post("/in", made.take)
    app.router.add_post("/status", made.take)
    async with TestServer(app) as server:
        made.url = str(server.make_url("/")).rstrip("/")
        yield made


@pytest.fixture
async def client(tmp_path, practice):
    async with TestClient(TestServer(application(tmp_path, numbers(practice)))) as made:
        yield made


def numbers(practice, **more):
    one = {"number": OURS, "account_sid": SID, "auth_token": TOKEN, "inbound_url": f"{practice.url}/in", **more}
    return {"numbers": [one], "phones": [{"number": PHONE, "name": "Ken Ito"}]}


async def text(client, body="Hi", number=PHONE, **more):
    answer = await client.post(f"/sim/phones/{number}/messages", json={"to": OURS, "body": body, **more})
    return answer.status, await answer.json()


@pytest.mark.parametrize(
    "case", [case for case in CASES if case["times"] and case["units"]], ids=lambda case: case["name"]
)
def test_parts_are_counted_as_the_practice_counts_them(case):
    assert count_parts(case["piece"] * case["times"] + case.get("then", "")) == case["count"]


@pytest.mark.parametrize("number", ["+13125550121", "%2B13125550121", "13125550121", "3125550121"])
async def test_a_phone_texts_the_practice(client, practice, number):
    status, told = await text(client, number=number)
    assert (status, told["webhook_status"]) == (200, 204)
    assert (practice.knocks[0]["From"], practice.knocks[0]["Body"]) == (PHONE, "Hi")
    ledger = await (await client.get("/sim/ledger")).json()
    assert [(one["sid"], one["from"], one["to"], one["body"]) for one in ledger] == [(told["sid"], PHONE, OURS, "Hi")]


async def test_the_webhooks_own_status_is_told(client, practice):
    practice.status = 503
    assert (await text(client))[1]["webhook_status"] == 503


async def test_the_same_sid_again_is_the_same_text(client, practice):
    _, first = await text(client)
    await text(client, sid=first["sid"])
    assert len(practice.knocks) == 2
    assert len(await (await client.get("/sim/ledger")).json()) == 1


async def test_stop_blocks_and_is_answered_by_the_carrier(client, practice):
    await text(client, "STOP")
    assert practice.knocks[0]["OptOutType"] == "STOP"
    received = await (await client.get(f"/sim/phones/{PHONE}/messages")).json()
    assert received[1]["by_carrier"]
    answer = await create(client)
    assert (answer.status, (await answer.json())["code"]) == (400, 21610)
    await text(client, "START")
    assert (await create(client)).status == 201


async def test_status_callbacks_come_in_order_and_signed(client, practice):
    await create(client, StatusCallback=f"{practice.url}/status")
    for _ in range(100):
        if len(practice.knocks) == 3:
            break
        await asyncio.sleep(0.02)
    assert [knock["MessageStatus"] for knock in practice.knocks] == ["queued", "sent", "delivered"]


async def test_the_ledger_survives_a_restart_and_a_torn_line(tmp_path, practice):
    async with TestClient(TestServer(application(tmp_path, numbers(practice)))) as first:
        await text(first)
    with (tmp_path / "ledger.jsonl").open("a") as file:
        file.write('{"event": "text", "text": {"sid": "torn')
    async with TestClient(TestServer(application(tmp_path, numbers(practice)))) as second:
        await text(second, "after")
        assert [one["body"] for one in await (await second.get("/sim/ledger")).json()] == ["Hi", "after"]
    async with TestClient(TestServer(application(tmp_path, numbers(practice)))) as third:
        assert [one["body"] for one in await (await third.get("/sim/ledger")).json()] == ["Hi", "after"]
        assert (await third.delete("/sim/ledger")).status == 204
        assert await (await third.get("/sim/ledger")).json() == []


@pytest.mark.parametrize(
    ("order", "told"),
    [
        ([], "Send {"),
        ({"faults": [{"on": "nowhere", "then": {"lose": True}}]}, "Fault 1: on must be one of"),
        ({"faults": [{"on": "create", "then": {}}]}, "then must say"),
        ({"faults": [{"on": "create", "then": {"lose": True}}]}, "then.lose is unknown here"),
        ({"faults": [{"on": "create", "times": 0, "then": {"status": 500}}]}, "times must be"),
        ({"faults": [{"on": "create", "then": {"status": "x"}}]}, "wrong type"),
    ],
)
async def test_a_wrong_order_is_told(client, order, told):
    answer = await client.put("/sim/faults", json=order)
    assert answer.status == 400
    body = await answer.json()
    assert told in body["error"] or "object" in body["error"]


@pytest.mark.parametrize(
    ("number", "body"), [("12", {"to": OURS, "body": "x"}), (PHONE, {"to": "+13125550000", "body": "x"}), (PHONE, {"body": "x"}),
                         (PHONE, {"to": OURS, "body": "x" * 1601}), (PHONE, {"to": OURS, "bdy": "x"}), (PHONE, [])]
)  # fmt: skip
async def test_a_wrong_text_is_told(client, number, body):
    answer = await client.post(f"/sim/phones/{number}/messages", json=body)
    assert answer.status == 400
    assert (await answer.json())["error"]


async def test_the_page_is_served_under_a_strict_policy(client):
    answer = await client.get("/")
    assert answer.status == 200
    assert "default-src 'none'" in answer.headers["Content-Security-Policy"]


async def create(client, **more):
    return await client.post(
        f"/2010-04-01/Accounts/{SID}/Messages.json",
        data={"From": OURS, "To": PHONE, "Body": "Hello", **more},
        headers={"Authorization": aiohttp.encode_basic_auth(SID, TOKEN)},
    )
