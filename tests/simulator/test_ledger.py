"""The ledger forgets nothing over a restart, whatever ended the one before."""

import signal
import socket
import subprocess

import pytest
from aiohttp.test_utils import TestClient, TestServer

from chairside.simulator.network import Pace
from chairside.simulator.server import application
from tests.simulator.conftest import OURS, PHONE, QUICK, SID, TOKEN, Sim, numbers
from tests.simulator.process import ask, command, free_port, started

PLAIN = {"numbers": [{"number": OURS, "account_sid": SID, "auth_token": TOKEN}]}


def opened(directory, practice, pace=QUICK):
    return TestClient(TestServer(application(directory, numbers(practice), pace)))


async def bodies(client):
    return [one["body"] for one in await (await client.get("/sim/ledger")).json()]


async def test_texts_blocks_and_phones_survive_a_restart(tmp_path, practice):
    async with opened(tmp_path, practice) as client:
        sim = Sim(client, practice)
        await sim.text("STOP")
        await client.post("/sim/phones", json={"number": "+13125550160", "name": "New"})
        before = await sim.get("/sim/ledger")
    async with opened(tmp_path, practice) as client:
        sim = Sim(client, practice)
        assert await sim.get("/sim/ledger") == before
        assert (await sim.create(400))["code"] == 21610
        assert "New" in {one["name"] for one in (await sim.get("/sim/phones"))["phones"]}


@pytest.mark.parametrize(
    "torn",
    [
        '{"event": "text", "text": {"sid": "torn',
        '{"event": "status"',
        "7",
        '{"event": "from a later version"}',
        '{"event": "phone", "phone": {"number": "+13125550161", "color": "red"}}',
        "\udcff\udcfe",
    ],
)
async def test_a_torn_or_strange_line_is_passed_over(tmp_path, practice, torn):
    async with opened(tmp_path, practice) as client:
        await Sim(client, practice).text("before")
    with (tmp_path / "ledger.jsonl").open("a", errors="surrogateescape") as file:
        file.write(torn)
    async with opened(tmp_path, practice) as client:
        await Sim(client, practice).text("after")
        assert await bodies(client) == ["before", "after"]
    async with opened(tmp_path, practice) as client:
        assert await bodies(client) == ["before", "after"]


async def test_what_was_cleared_is_gone_from_the_disk(tmp_path, practice):
    async with opened(tmp_path, practice) as client:
        sim = Sim(client, practice)
        await sim.text("CANARY")
        await sim.text("STOP")
        assert (await client.delete("/sim/ledger")).status == 204
        assert await sim.get("/sim/ledger") == []
        assert b"CANARY" not in (tmp_path / "ledger.jsonl").read_bytes()
        await sim.text("after")
    async with opened(tmp_path, practice) as client:
        sim = Sim(client, practice)
        assert await bodies(client) == ["after"]
        assert (await sim.create(400))["code"] == 21610


async def test_a_text_under_way_is_delivered_after_the_restart(tmp_path, practice):
    async with opened(tmp_path, practice, Pace(sent=0.01, delivered=60)) as client:
        sim = Sim(client, practice)
        await sim.create(StatusCallback=f"{practice.url}/status")
        await sim.until(lambda: practice.statuses == ["queued", "sent"])
    async with opened(tmp_path, practice) as client:
        sim = Sim(client, practice)
        await sim.until(lambda: practice.statuses == ["queued", "sent", "delivered"])
        assert (await sim.get("/sim/ledger"))[0]["status"] == "delivered"


def test_kill_9_loses_nothing_that_was_answered(tmp_path):
    sent = []
    for life in range(2):
        process, url = started(tmp_path, PLAIN)
        for place in range(20):
            ask(f"{url}/sim/phones/{PHONE}/messages", {"to": OURS, "body": f"{life}.{place}"})
            sent.append(f"{life}.{place}")
        process.send_signal(signal.SIGKILL)
        process.wait(5)
    process, url = started(tmp_path, PLAIN)
    try:
        assert [one["body"] for one in ask(f"{url}/sim/ledger")] == sent
    finally:
        process.send_signal(signal.SIGTERM)
        assert process.wait(5) == 0


@pytest.mark.parametrize(
    ("content", "told"),
    [
        ("{", "The file is not JSON."),
        ('{"numbers": [{"number": "x"}]}', "account_sid is missing"),
        ("[]", "JSON object"),
    ],
)
def test_a_bad_file_of_numbers_is_told_in_one_sentence(tmp_path, content, told):
    (tmp_path / "numbers.json").write_text(content)
    done = subprocess.run(command(tmp_path, free_port()), capture_output=True, text=True, timeout=20, check=False)
    assert done.returncode == 2
    assert told in done.stderr
    assert "Traceback" not in done.stderr


def test_a_taken_port_is_told_in_one_sentence(tmp_path):
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        line = command(tmp_path, taken.getsockname()[1])
        done = subprocess.run(line, capture_output=True, text=True, timeout=20, check=False)
    assert done.returncode == 2
    assert "cannot start" in done.stderr
    assert "Traceback" not in done.stderr


def test_the_ledger_is_its_owners_alone(tmp_path):
    process, _ = started(tmp_path, PLAIN)
    process.send_signal(signal.SIGTERM)
    process.wait(5)
    assert (tmp_path / "data").stat().st_mode & 0o777 == 0o700
    assert (tmp_path / "data" / "ledger.jsonl").stat().st_mode & 0o777 == 0o600
