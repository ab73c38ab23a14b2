"""Phones that text the practice, and what the carrier itself minds."""

import asyncio
import json

import pytest

from chairside.simulator.keywords import keyword
from chairside.simulator.segments import count_parts
from tests.rules.test_segments import CASES
from tests.simulator.conftest import OURS, PHONE, numbers


@pytest.mark.parametrize(
    "case", [case for case in CASES if case["times"] and case["units"]], ids=lambda case: case["name"]
)
def test_parts_are_counted_as_the_practice_counts_them(case):
    assert count_parts(case["piece"] * case["times"] + case.get("then", "")) == case["count"]


@pytest.mark.parametrize("number", [PHONE, "%2B13125550121", "13125550121", "3125550121", "(312)%20555-0121"])
async def test_a_phone_texts_the_practice(sim, practice, number):
    told = await sim.text(number=number)
    assert told["webhook_status"] == 204
    assert (practice.knocks[0]["From"], practice.knocks[0]["Body"]) == (PHONE, "Hi")
    ledger = await sim.get("/sim/ledger")
    assert [(one["sid"], one["from"], one["to"], one["body"]) for one in ledger] == [(told["sid"], PHONE, OURS, "Hi")]
    assert (ledger[0]["direction"], ledger[0]["webhook_status"]) == ("inbound", 204)


async def test_the_webhook_holds_twilios_parameters(sim, practice):
    told = await sim.text("ñ" * 71)
    knock = practice.knocks[0]
    assert {knock[name] for name in ("MessageSid", "SmsSid", "SmsMessageSid")} == {told["sid"]}
    assert (knock["NumSegments"], knock["NumMedia"], knock["ApiVersion"]) == ("1", "0", "2010-04-01")
    assert {"FromCity", "FromState", "FromZip", "FromCountry", "ToCity", "AccountSid", "SmsStatus"} <= set(knock)
    assert "OptOutType" not in knock


async def test_the_webhooks_own_status_is_told(sim, practice):
    practice.status = 503
    assert (await sim.text())["webhook_status"] == 503


async def test_a_practice_that_is_away_is_told_as_no_status(sim, practice):
    gone = numbers(practice, inbound_url="http://127.0.0.1:9/in")
    await sim.client.put("/sim/numbers", json=gone)
    assert (await sim.text())["webhook_status"] == 0


async def test_what_stands_after_the_hash_is_neither_sent_nor_signed(sim, practice):
    await sim.client.put("/sim/numbers", json=numbers(practice, inbound_url=f"{practice.url}/in#rc=2&rp=all"))
    await sim.text()
    assert len(practice.knocks) == 1


async def test_the_same_sid_five_times_at_once_is_one_text(sim, practice):
    sid = "SM" + "0a" * 16
    await asyncio.gather(*(sim.text(sid=sid) for _ in range(5)))
    assert len(practice.knocks) == 5
    assert len(await sim.get("/sim/ledger")) == 1


async def test_a_sid_does_not_serve_two_texts(sim):
    told = await sim.text()
    assert "another text's" in (await sim.text("Other", sid=told["sid"], status=400))["error"]


async def test_media_and_parameters_that_nobody_knows_yet(sim, practice):
    media = [{"url": "https://example.com/1", "content_type": "image/png"}]
    told = await sim.text("", media=media, params={"ChannelMetadata": "{}", "FromCity": "CHICAGO"})
    knock = practice.knocks[0]
    assert told["sid"].startswith("MM")
    assert (knock["MediaUrl0"], knock["MediaContentType0"], knock["NumMedia"]) == (media[0]["url"], "image/png", "1")
    assert (knock["ChannelMetadata"], knock["FromCity"]) == ("{}", "CHICAGO")


async def test_stop_blocks_and_is_answered_once_by_the_carrier(sim, practice):
    await sim.text("STOP")
    await sim.text(" stop ")
    assert "OptOutType" not in practice.knocks[0], "only Advanced Opt-Out tells it"
    assert [one["by_carrier"] for one in await sim.received()] == [True]
    assert (await sim.create(400))["code"] == 21610
    assert (await sim.get("/sim/phones"))["phones"][0]["stopped"] == [OURS]
    await sim.text("yes")
    await sim.create()
    assert len(await sim.received()) == 3


async def test_a_yes_that_undoes_nothing_is_not_answered(sim):
    await sim.text("YES")
    assert await sim.received() == []


async def test_the_carriers_own_answers_are_not_in_its_list(sim):
    await sim.text("HELP")
    listed = (await sim.get("/2010-04-01/Accounts/AC" + "1" * 32 + "/Messages.json"))["messages"]
    assert [one["body"] for one in listed] == ["HELP"]


async def test_advanced_opt_out_tells_the_practice(sim, practice):
    await sim.client.put("/sim/numbers", json=numbers(practice, opt_out="advanced"))
    await sim.text("Unsubscribe")
    assert practice.knocks[0]["OptOutType"] == "STOP"
    assert len(await sim.received()) == 1


@pytest.mark.parametrize("off", [{"opt_out": "off"}, {"answers_keywords": False}])
async def test_a_number_whose_practice_minds_the_words_itself(sim, practice, off):
    await sim.client.put("/sim/numbers", json=numbers(practice, **off))
    await sim.text("STOP")
    assert await sim.received() == []
    await sim.create()


@pytest.mark.parametrize(
    ("body", "meant"),
    [
        ("Stop", "STOP"),
        (" END\n", "STOP"),
        ("info", "HELP"),
        ("UNSTOP", "START"),
        ("stop it", ""),
        ("stop.", ""),
        ("", ""),
    ],
)
def test_keywords_are_whole_messages_of_one_word(body, meant):
    assert keyword(body) == meant


@pytest.mark.parametrize(
    ("number", "body", "told"),
    [
        ("12", {"to": OURS, "body": "x"}, "no phone number"),
        ("call-me", {"to": OURS, "body": "x"}, "no phone number"),
        (PHONE, {"to": "+13125550000", "body": "x"}, "none of the practice's numbers"),
        (PHONE, {"to": 7, "body": "x"}, "no phone number"),
        (PHONE, {"body": "x"}, "no phone number"),
        (PHONE, {"to": OURS}, "body must be a text"),
        (PHONE, {"to": OURS, "body": 7}, "body must be a text"),
        (PHONE, {"to": OURS, "body": "x" * 1601}, "at most 1600"),
        (PHONE, {"to": OURS, "bdy": "x"}, "bdy is unknown"),
        (PHONE, {"to": OURS, "body": "x", "sid": "SM1"}, "sid must be"),
        (PHONE, {"to": OURS, "body": "x", "media": [{}]}, "media 1: url is missing"),
        (PHONE, {"to": OURS, "body": "x", "media": {}}, "media must be a list"),
        (PHONE, {"to": OURS, "body": "x", "params": {"a": 1}}, "params must be"),
        (PHONE, [], "must be a JSON object"),
        (PHONE, "not JSON", "not JSON"),
    ],
)
async def test_a_wrong_text_is_told(sim, number, body, told):
    data = body if isinstance(body, str) else json.dumps(body)
    answer = await sim.client.post(f"/sim/phones/{number}/messages", data=data)
    assert answer.status == 400
    assert told in (await answer.json())["error"]


async def test_a_phone_is_added_once(sim):
    added = await (await sim.client.post("/sim/phones", json={"number": "(312) 555-0160", "name": "New"})).json()
    await sim.client.post("/sim/phones", json={"number": "+13125550160"})
    phones = (await sim.get("/sim/phones"))["phones"]
    assert [(one["number"], one["name"]) for one in phones] == [("+13125550160", "New"), (PHONE, "Ken Ito")]
    assert added["number"] == "+13125550160"
    answer = await sim.client.post("/sim/phones", json={"number": OURS})
    assert "own numbers" in (await answer.json())["error"]


@pytest.mark.parametrize(
    ("order", "told"),
    [
        ([], "must be a JSON object"),
        ({"numbers": {}}, "numbers must be a list"),
        ({"numbers": [{"number": OURS}]}, "Number 1: account_sid is missing"),
        ({"numbers": [{"nmber": OURS}]}, "Number 1: nmber is unknown"),
        ({"numbers": [], "phones": [{"number": PHONE}, {"number": "x"}]}, "no phone number"),
        ({"phones": [{"number": PHONE}, {"number": PHONE}]}, "listed twice"),
        ({"phones": [{"number": PHONE, "landline": "yes"}]}, "landline must be true or false"),
    ],
)
async def test_wrong_numbers_are_told_and_change_nothing(sim, order, told):
    answer = await sim.client.put("/sim/numbers", json=order)
    assert answer.status == 400
    assert told in (await answer.json())["error"]
    await sim.text()


@pytest.mark.parametrize(
    ("given", "told"),
    [
        ({"opt_out": "sometimes"}, "opt_out must be one of default, advanced, off"),
        ({"inbound_url": "ftp://x"}, "inbound_url must begin with"),
        ({"name": 7}, "name must be a text"),
    ],
)
async def test_a_wrong_number_is_told(sim, practice, given, told):
    answer = await sim.client.put("/sim/numbers", json=numbers(practice, **given))
    assert told in (await answer.json())["error"]


async def test_another_site_in_the_same_browser_may_ask_nothing(sim):
    order = {"to": OURS, "body": "x"}
    address = f"/sim/phones/{PHONE}/messages"
    assert (await sim.client.post(address, json=order, headers={"Origin": "https://example.com"})).status == 403
    own = str(sim.client.make_url("/")).rstrip("/")
    assert (await sim.client.post(address, json=order, headers={"Origin": own})).status == 200


async def test_the_page_is_served_under_a_strict_policy(sim):
    answer = await sim.client.get("/")
    assert answer.status == 200
    assert "default-src 'none'" in answer.headers["Content-Security-Policy"]
    assert "unsafe" not in answer.headers["Content-Security-Policy"]


async def test_a_watching_page_learns_which_phones_have_changed(sim):
    async with asyncio.timeout(5):
        stream = await sim.client.get("/sim/events")
        assert json.loads((await stream.content.readuntil(b"\n\n")).removeprefix(b"data: ")) == {"phones": ["all"]}
        await sim.text()
        assert json.loads((await stream.content.readuntil(b"\n\n")).removeprefix(b"data: ")) == {"phones": [PHONE]}
        stream.close()
