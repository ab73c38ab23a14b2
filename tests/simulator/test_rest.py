"""Twilio's REST API: its shapes, its refusals, its list."""

from email.utils import parsedate_to_datetime

import pytest

from chairside.simulator.rest import NETWORK
from tests.simulator.conftest import ACCOUNT, OURS, PHONE, SID, numbers, signed_in

OTHER = "+13125550122"


async def test_a_message_has_twilios_shape(sim):
    made = await sim.create(Body="ñandú 😀")
    assert made["sid"].startswith("SM")
    assert len(made["sid"]) == 34
    assert (made["status"], made["direction"], made["num_segments"]) == ("queued", "outbound-api", "1")
    assert (made["from"], made["to"], made["body"], made["account_sid"]) == (OURS, PHONE, "ñandú 😀", SID)
    assert parsedate_to_datetime(made["date_created"]).tzinfo
    assert (made["date_sent"], made["error_code"], made["num_media"]) == (None, None, "0")
    assert made["uri"] == f"{ACCOUNT}/Messages/{made['sid']}.json"


async def test_a_message_is_delivered_and_fetched(sim):
    made = await sim.create()
    await sim.until(lambda: ledger(sim)[made["sid"]].status == "delivered")
    found = await sim.get(made["uri"])
    assert (found["status"], bool(found["date_sent"])) == ("delivered", True)


@pytest.mark.parametrize(
    ("changed", "code"),
    [
        ({"To": "12"}, 21211),
        ({"To": OURS}, 21211),
        ({"To": ""}, 21604),
        ({"From": ""}, 21603),
        ({"From": OTHER}, 21659),
        ({"Body": " "}, 21602),
        ({"Body": "a" * 1601}, 21617),
    ],
)
async def test_refused_in_twilios_words(sim, changed, code):
    told = await sim.create(400, **changed)
    assert (told["code"], told["status"]) == (code, 400)
    assert told["message"]
    assert told["more_info"].endswith(str(code))


async def test_a_landline_is_refused(sim, practice):
    given = numbers(practice) | {"phones": [{"number": OTHER, "landline": True}]}
    await sim.client.put("/sim/numbers", json=given)
    assert (await sim.create(400, To=OTHER))["code"] == 21614


@pytest.mark.parametrize(
    "headers",
    [{}, signed_in(token="wrong"), signed_in(sid="AC2"), {"Authorization": "Basic é"}, {"Authorization": "x"}],
)
@pytest.mark.parametrize("path", [".json", "/Messages.json", "/Messages/SM1.json"])
async def test_who_is_not_signed_in_is_refused(sim, headers, path):
    answer = await sim.client.get(f"{ACCOUNT}{path}", headers=headers)
    assert (answer.status, (await answer.json())["code"]) == (401, 20003)


async def test_the_account_is_shown(sim):
    assert (await sim.get(f"{ACCOUNT}.json"))["status"] == "active"


@pytest.mark.parametrize("path", ["/Messages/SM1.json", "/Calls.json"])
async def test_what_is_not_there(sim, path):
    assert (await sim.get(f"{ACCOUNT}{path}", status=404))["code"] == 20404


async def test_the_list_is_filtered(sim):
    await sim.create()
    await sim.create(To=OTHER)
    await sim.text("In")
    assert len(await listed(sim)) == 3
    assert [one["to"] for one in await listed(sim, To=OTHER)] == [OTHER]
    assert [one["body"] for one in await listed(sim, From=PHONE, To=OURS)] == ["In"]
    assert await listed(sim, To="+13125550199") == []


async def test_the_list_is_filtered_by_date_and_the_unsent_have_none(sim):
    await sim.faults({"on": "delivery", "then": {"status": "sent"}})
    made = await sim.create()
    await sim.until(lambda: ledger(sim)[made["sid"]].status == "sent")
    day = ledger(sim)[made["sid"]].sent_at[:10]
    second = ledger(sim)[made["sid"]].sent_at[:19] + "Z"
    for name in ("DateSent", "DateSent<", "DateSent>"):
        assert len(await listed(sim, **{name: day})) == 1
        assert len(await listed(sim, **{name: second})) == 1
    assert await listed(sim, **{"DateSent>": "2999-01-01"}) == []
    assert await listed(sim, **{"DateSent<": "2000-01-01T00:00:00Z"}) == []
    ledger(sim)[made["sid"]].times.clear()
    assert await listed(sim, DateSent=day) == []


async def test_the_list_goes_page_by_page_newest_first(sim):
    for place in range(5):
        await sim.create(Body=f"text {place}")
    bodies, uri = [], f"{ACCOUNT}/Messages.json?PageSize=2&To=%2B13125550121"
    while uri:
        page = await sim.get(uri)
        bodies += [one["body"] for one in page["messages"]]
        uri = page["next_page_uri"]
    assert bodies == [f"text {place}" for place in (4, 3, 2, 1, 0)]


@pytest.mark.parametrize(
    "asked", [{"PageSize": "x"}, {"PageSize": "0"}, {"Page": "-1"}, {"PageSize": "9" * 5000}, {"DateSent": "soon"}]
)
async def test_a_wrong_question_is_refused(sim, asked):
    await sim.create()
    assert (await sim.get(f"{ACCOUNT}/Messages.json", status=400, **asked))["code"] == 20001


async def test_status_callbacks_come_in_order_and_signed(sim, practice):
    made = await sim.create(StatusCallback=f"{practice.url}/status")
    await sim.until(lambda: len(practice.knocks) == 3)
    assert practice.statuses == ["queued", "sent", "delivered"]
    assert {knock["MessageSid"] for knock in practice.knocks} == {made["sid"]}
    assert not practice.forged


async def test_a_number_may_have_a_callback_of_its_own(sim, practice):
    await sim.client.put("/sim/numbers", json=numbers(practice, status_url=f"{practice.url}/status"))
    await sim.create()
    await sim.until(lambda: practice.statuses == ["queued", "sent", "delivered"])


async def listed(sim, **asked):
    return (await sim.get(f"{ACCOUNT}/Messages.json", **asked))["messages"]


def ledger(sim):
    return sim.client.app[NETWORK].ledger.texts
