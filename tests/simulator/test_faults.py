"""Misbehaviour on order: each fault does what its line says, as often as it says, and slips are named."""

import asyncio
import json
import time
from pathlib import Path
from urllib.error import URLError

import aiohttp
import pytest

from tests.simulator.conftest import ACCOUNT, OURS, PHONE, signed_in
from tests.simulator.process import ask, running

OTHER = "+13125550122"


async def test_the_first_line_that_fits_is_met_as_often_as_it_says(sim):
    await sim.faults(
        {"on": "create", "to": OTHER, "then": {"status": 500}},
        {"on": "create", "times": 2, "then": {"status": 429, "retry_after": 1}},
    )
    assert (await sim.create(429))["code"] == 20429
    assert (await sim.get("/sim/faults"))["faults"][1]["times"] == 1
    assert (await sim.create(500, To=OTHER))["code"] == 20500
    await sim.create(429)
    await sim.create()
    assert (await sim.get("/sim/faults"))["faults"] == []


@pytest.mark.parametrize(
    ("then", "status", "code"),
    [({"code": 30007}, 400, 30007), ({"code": 20003, "status": 401}, 401, 20003), ({"status": 503}, 503, 20500)],
)
async def test_refusals_on_order(sim, then, status, code):
    await sim.faults({"on": "create", "then": then})
    assert (await sim.create(status))["code"] == code
    assert await sim.get("/sim/ledger") == []


async def test_a_pause_is_asked_for_in_the_header(sim):
    await sim.faults({"on": "account", "then": {"status": 429, "code": 20429, "retry_after": 2}})
    answer = await sim.client.get(f"{ACCOUNT}.json", headers=signed_in())
    assert (answer.status, answer.headers["Retry-After"]) == (429, "2")


@pytest.mark.parametrize(("cut", "taken"), [("before", 0), ("after_accept", 1), ("mid_answer", 1)])
async def test_a_cut_connection(sim, cut, taken):
    await sim.faults({"on": "create", "then": {"cut": cut}})
    with pytest.raises(aiohttp.ClientError):
        await sim.create()
    assert len(await sim.get("/sim/ledger")) == taken


async def test_taken_and_never_answered(sim):
    await sim.faults({"on": "create", "then": {"hang": True}})
    with pytest.raises(TimeoutError):
        async with asyncio.timeout(0.3):
            await sim.create()
    assert len(await sim.get("/sim/ledger")) == 1


@pytest.mark.parametrize("status", [500, 502, 503])
async def test_taken_although_the_answer_says_that_it_failed(sim, status):
    await sim.faults({"on": "create", "then": {"status": status, "accept": True}})
    assert (await sim.create(status))["code"] == 20500
    assert len(await sim.get("/sim/ledger")) == 1


async def test_an_answer_byte_by_byte(sim):
    await sim.faults({"on": "create", "then": {"drip": 0.001}})
    began = time.monotonic()
    assert (await sim.create())["status"] == "queued"
    assert time.monotonic() - began > 0.3


@pytest.mark.parametrize(("then", "size"), [({"garbage": 1_000_000}, 1_000_000), ({"broken": True}, None)])
async def test_rubbish_for_an_answer(sim, then, size):
    await sim.faults({"on": "create", "then": then})
    form = {"From": OURS, "To": PHONE, "Body": "Hello"}
    answer = await sim.client.post(f"{ACCOUNT}/Messages.json", data=form, headers=signed_in())
    body = await answer.read()
    assert answer.status == 201
    assert size is None or len(body) == size
    with pytest.raises(json.JSONDecodeError):
        json.loads(body)
    assert len(await sim.get("/sim/ledger")) == 1


def codes():
    """Every code of Twilio's published errors; the list is the carrier's, kept for this test."""
    return json.loads(Path(__file__).with_name("error_codes.json").read_text())


async def test_a_refusal_with_any_code_of_the_carrier(sim):
    for code in codes():
        await sim.faults({"on": "create", "then": {"code": code}})
        assert (await sim.create(400))["code"] == code
    assert await sim.get("/sim/ledger") == []


async def test_a_share_of_the_requests_is_met_and_the_seed_says_which(sim):
    runs = []
    for seed in (7, 7, 8):
        await sim.faults({"on": "account", "share": 0.5, "seed": seed, "then": {"status": 500}})
        asked = [await sim.client.get(f"{ACCOUNT}.json", headers=signed_in()) for _ in range(40)]
        runs.append([answer.status for answer in asked])
    assert runs[0] == runs[1] != runs[2]
    assert 8 < runs[0].count(500) < 32


async def test_a_line_may_hold_for_ever_or_for_one_of_our_numbers(sim):
    await sim.faults(
        {"on": "create", "from": OTHER, "then": {"status": 503}},
        {"on": "create", "from": OURS, "times": "always", "then": {"status": 500}},
    )
    for _ in range(5):
        await sim.create(500)
    assert [line["times"] for line in (await sim.get("/sim/faults"))["faults"]] == [1, "always"]


async def test_the_list_may_lag_behind(sim):
    await sim.create()
    await sim.faults({"on": "list", "times": "always", "then": {"lag": 0.4}})
    assert (await sim.get(f"{ACCOUNT}/Messages.json"))["messages"] == []
    await asyncio.sleep(0.45)
    assert len((await sim.get(f"{ACCOUNT}/Messages.json"))["messages"]) == 1


async def test_a_callback_before_the_answer(sim, practice):
    await sim.faults({"on": "create", "then": {"report_first": True}})
    await sim.create(StatusCallback=f"{practice.url}/status")
    assert practice.statuses[0] == "queued"


async def test_callbacks_out_of_order(sim, practice):
    await sim.faults({"on": "status", "status": "sent", "then": {"reorder": True}})
    await sim.create(StatusCallback=f"{practice.url}/status")
    await sim.until(lambda: len(practice.knocks) == 3)
    assert practice.statuses == ["queued", "delivered", "sent"]


def test_while_the_door_is_closed_nobody_can_connect(tmp_path):
    with running(tmp_path, {"numbers": []}) as url:
        ask(f"{url}/sim/faults", {"faults": [{"on": "connect", "then": {"closed": 0.5}}]}, "PUT")
        time.sleep(0.1)
        with pytest.raises(URLError) as refused:
            ask(f"{url}/sim/faults")
        assert isinstance(refused.value.reason, ConnectionRefusedError)
        time.sleep(0.7)
        assert ask(f"{url}/sim/faults") == {"faults": []}


async def test_nonsense_for_an_answer(sim):
    await sim.faults({"on": "create", "then": {"garbage": True}})
    with pytest.raises(aiohttp.ContentTypeError):
        await sim.create()
    assert len(await sim.get("/sim/ledger")) == 1


@pytest.mark.parametrize("name", ["delay", "answer_delay"])
async def test_a_slow_answer(sim, name):
    await sim.faults({"on": "create", "then": {name: 0.2}})
    began = time.monotonic()
    await sim.create()
    assert time.monotonic() - began >= 0.2


@pytest.mark.parametrize("on", ["list", "fetch"])
async def test_reading_may_fail_too(sim, on):
    made = await sim.create()
    await sim.faults({"on": on, "then": {"status": 500}})
    path = made["uri"] if on == "fetch" else f"{ACCOUNT}/Messages.json"
    await sim.get(path, status=500)
    await sim.get(path)


@pytest.mark.parametrize("last", ["undelivered", "failed"])
async def test_a_text_that_does_not_arrive(sim, practice, last):
    await sim.faults({"on": "delivery", "to": PHONE, "then": {"status": last, "code": 30005}})
    await sim.create(StatusCallback=f"{practice.url}/status")
    await sim.until(lambda: practice.statuses[-1:] == [last])
    assert practice.knocks[-1]["ErrorCode"] == "30005"
    assert "ErrorCode" not in practice.knocks[0]
    assert (await sim.get("/sim/ledger"))[0]["error_code"] == 30005


async def test_lost_doubled_and_forged_callbacks(sim, practice):
    await sim.faults(
        {"on": "status", "status": "queued", "then": {"lose": True}},
        {"on": "status", "status": "sent", "then": {"double": True}},
        {"on": "status", "status": "delivered", "then": {"forge": True}},
    )
    await sim.create(StatusCallback=f"{practice.url}/status")
    await sim.until(lambda: practice.forged)
    assert practice.statuses == ["sent", "sent"]


async def test_a_late_callback_is_overtaken(sim, practice):
    await sim.faults({"on": "status", "status": "sent", "then": {"delay": 0.3}})
    await sim.create(StatusCallback=f"{practice.url}/status")
    await sim.until(lambda: len(practice.knocks) == 3)
    assert practice.statuses == ["queued", "delivered", "sent"]


async def test_lost_doubled_and_forged_texts(sim, practice):
    await sim.faults(*({"on": "inbound", "to": OURS, "then": {what: True}} for what in ("lose", "double", "forge")))
    assert (await sim.text("lost"))["webhook_status"] == 0
    await sim.text("doubled")
    await sim.text("forged")
    assert [knock["Body"] for knock in practice.knocks] == ["doubled", "doubled"]
    assert [knock["Body"] for knock in practice.forged] == ["forged"]
    assert len(await sim.get("/sim/ledger")) == 3


@pytest.mark.parametrize(
    ("order", "told"),
    [
        ([], "must be a JSON object"),
        ({}, "faults must be a list"),
        ({"faults": [7]}, "Fault 1: must be a JSON object"),
        ({"faults": [{"on": "create", "the": {}}]}, "Fault 1: the is unknown"),
        ({"faults": [{"on": "nowhere", "then": {"lose": True}}]}, "Fault 1: on must be one of create, fetch"),
        ({"faults": [{"on": ["create"], "then": {"lose": True}}]}, "Fault 1: on must be one of"),
        ({"faults": [{"on": "create", "then": {}}]}, "Fault 1: then must say what happens"),
        ({"faults": [{"on": "create"}]}, "Fault 1: then: must be a JSON object"),
        ({"faults": [{"on": "create", "then": {"lose": True}}]}, "then: lose is unknown"),
        ({"faults": [{"on": "create", "times": 0, "then": {"status": 500}}]}, "times must be a whole number"),
        ({"faults": [{"on": "create", "times": True, "then": {"status": 500}}]}, "times must be a whole number"),
        ({"faults": [{"on": "create", "then": {"status": "x"}}]}, "then.status must be a whole number from 400"),
        ({"faults": [{"on": "create", "then": {"cut": "off"}}]}, "then.cut must be one of before, after_accept"),
        ({"faults": [{"on": "create", "then": {"delay": -1}}]}, "then.delay must be seconds from 0"),
        ({"faults": [{"on": "delivery", "then": {"status": "eaten"}}]}, "then.status must be one of undelivered"),
        ({"faults": [{"on": "inbound", "then": {"lose": False}}]}, "then.lose must be true"),
        ({"faults": [{"on": "create", "status": "sent", "then": {"status": 500}}]}, "stands only with"),
        ({"faults": [{"on": "create", "to": "x", "then": {"status": 500}}]}, "no phone number"),
        ({"faults": [{"on": "create", "from": "x", "then": {"status": 500}}]}, "no phone number"),
        ({"faults": [{"on": "create", "share": 0, "then": {"status": 500}}]}, "share must be a share above 0"),
        ({"faults": [{"on": "create", "share": 1, "seed": "x", "then": {"status": 500}}]}, "seed must be a whole"),
        ({"faults": [{"on": "create", "then": {"accept": True}}]}, "accept needs a status"),
        ({"faults": [{"on": "connect", "to": PHONE, "then": {"closed": 1}}]}, "stands alone"),
        ({"faults": [{"on": "create", "then": {"garbage": 0}}]}, "then.garbage must be true, or bytes"),
    ],
)
async def test_a_wrong_order_is_told_and_changes_nothing(sim, order, told):
    await sim.faults({"on": "create", "then": {"status": 500}})
    answer = await sim.client.put("/sim/faults", json=order)
    assert answer.status == 400
    assert told in (await answer.json())["error"]
    assert len((await sim.get("/sim/faults"))["faults"]) == 1
