"""Texts that come to the practice in every awkward way, on order, and the pictures that come with them."""

import base64

import pytest

from chairside.simulator.pictures import pictures, spoilt
from chairside.simulator.samples import SAMPLES
from tests.simulator.conftest import ACCOUNT, OURS, PHONE, SID, numbers, signed_in


async def test_the_same_webhook_five_times_at_once(sim, practice):
    await sim.faults({"on": "inbound", "then": {"copies": 5}})
    await sim.text("once")
    assert len({knock["MessageSid"] for knock in practice.knocks}) == 1
    assert len(practice.knocks) == 5
    assert len(await sim.get("/sim/ledger")) == 1


async def test_one_that_is_never_sent_on_can_be_listed(sim, practice):
    await sim.faults({"on": "inbound", "from": PHONE, "then": {"lose": True}})
    assert (await sim.text("lost"))["webhook_status"] == 0
    listed = (await sim.get(f"{ACCOUNT}/Messages.json", To=OURS))["messages"]
    assert [(one["body"], one["direction"]) for one in listed] == [("lost", "inbound")]


async def test_through_a_messaging_service(sim, practice):
    await sim.faults({"on": "inbound", "then": {"pool": True}})
    await sim.text("pooled")
    assert practice.knocks[0]["MessagingServiceSid"].startswith("MG")
    assert practice.knocks[0]["To"] == OURS


@pytest.mark.parametrize("name", SAMPLES)
async def test_another_text_on_order_is_the_one_in_the_ledger(sim, practice, name):
    await sim.faults({"on": "inbound", "then": {"body": name}})
    await sim.text("Hi")
    assert practice.knocks[0]["Body"] == SAMPLES[name] == (await sim.get("/sim/ledger"))[0]["body"]


def test_the_samples_are_what_they_say():
    assert len(SAMPLES["longest"]) == 1600
    assert len(SAMPLES["parts"]) > 320
    assert "\0" in SAMPLES["nul"]
    assert all(len(body) <= 1600 for body in SAMPLES.values())


async def test_joined_parts_are_counted(sim, practice):
    await sim.faults({"on": "inbound", "then": {"body": "parts"}})
    await sim.text("Hi")
    assert int(practice.knocks[0]["NumSegments"]) > 2


async def test_pictures_on_order_and_by_name(sim, practice):
    await sim.faults({"on": "inbound", "then": {"body": "empty", "pictures": 2}})
    await sim.text("Hi")
    await sim.text("Look", media=[{"picture": "tooth"}])
    first, second = practice.knocks
    assert (first["Body"], first["NumMedia"], first["MessageSid"][:2]) == ("", "2", "MM")
    assert second["MediaContentType0"] == "image/jpeg"
    assert (await fetched(sim, second["MediaUrl0"]))[1] == pictures()["tooth"][1]


async def test_a_picture_from_this_computer(sim, practice):
    content = base64.b64encode(b"some bytes").decode()
    told = await sim.text("", media=[{"content": content, "content_type": "image/png"}])
    assert await fetched(sim, practice.knocks[0]["MediaUrl0"]) == (200, b"some bytes")
    listed = await sim.get(f"{ACCOUNT}/Messages/{told['sid']}/Media.json")
    assert [one["content_type"] for one in listed["media_list"]] == ["image/png"]


async def test_a_picture_is_given_to_the_account_alone(sim, practice):
    await sim.text("", media=[{"picture": "card"}])
    url = practice.knocks[0]["MediaUrl0"]
    assert (await fetched(sim, url, token="wrong"))[0] == 401
    assert (await fetched(sim, url.replace(SID, "AC" + "9" * 32)))[0] == 401


@pytest.mark.parametrize("kind", ["svg", "text", "bomb", "torn"])
async def test_something_else_instead_of_a_picture(sim, practice, kind):
    await sim.text("", media=[{"picture": "card"}])
    await sim.faults({"on": "media", "then": {"content": kind}})
    assert (await fetched(sim, practice.knocks[0]["MediaUrl0"]))[1] == spoilt(kind)[1]


async def test_a_picture_that_is_not_given(sim, practice):
    await sim.text("", media=[{"picture": "card"}])
    url = practice.knocks[0]["MediaUrl0"]
    await sim.faults(
        {"on": "media", "then": {"status": 503}},
        {"on": "media", "then": {"redirect": "http://127.0.0.1:1/"}},
        {"on": "media", "then": {"bytes": 300_000}},
    )
    assert (await fetched(sim, url))[0] == 503
    assert (await fetched(sim, url))[0] == 307
    assert len((await fetched(sim, url))[1]) == 300_000


@pytest.mark.parametrize(
    ("media", "told"),
    [
        ({"picture": "cat"}, "media 1: picture must be one of card, stairs, tooth"),
        ({"content": "%"}, "media 1: content is not base64"),
    ],
)
async def test_a_slip_in_a_picture_is_told(sim, media, told):
    answer = await sim.client.post(f"/sim/phones/{PHONE}/messages", json={"to": OURS, "media": [media]})
    assert answer.status == 400
    assert told in (await answer.json())["error"]


async def test_a_route_leads_elsewhere_and_the_signature_stays_that_of_the_public_address(sim, practice):
    public = "https://text.example.com/hooks/abc"
    told = numbers(practice, inbound_url=public)
    told["routes"] = {"https://text.example.com/hooks/": practice.url.replace("/in", "")}
    answer = await sim.client.put("/sim/numbers", json=told)
    assert answer.status == 204
    # the practice of these tests knows its own address only: there is nothing at /hooks/abc, but it was asked
    assert (await sim.text("routed"))["webhook_status"] == 404


async def fetched(sim, url, token="secret"):
    path = url.partition("/2010-04-01")[2]
    answer = await sim.client.get(f"/2010-04-01{path}", headers=signed_in(token=token), allow_redirects=False)
    return answer.status, await answer.read()
