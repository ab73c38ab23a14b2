"""A simulator, a practice that it knocks at, and a phone."""

import asyncio
from collections.abc import AsyncIterator

import aiohttp
import pytest
from aiohttp import web
from aiohttp.test_utils import TestClient, TestServer

from chairside.carriers.twilio import verify
from chairside.simulator.network import Pace
from chairside.simulator.server import application

SID, TOKEN = "AC" + "1" * 32, "secret"
OURS, PHONE = "+13125550190", "+13125550121"
ACCOUNT = f"/2010-04-01/Accounts/{SID}"
QUICK = Pace(sent=0.02, delivered=0.04)


class Practice:
    """A practice's webhooks: remembers what it was told, and whether it was signed."""

    def __init__(self) -> None:
        self.knocks: list[dict[str, str]] = []
        self.forged: list[dict[str, str]] = []
        self.status = 204
        self.url = ""

    async def take(self, request: web.Request) -> web.Response:
        form = [(name, str(value)) for name, value in (await request.post()).items()]
        is_signed = verify([TOKEN], str(request.url), form, request.headers["X-Twilio-Signature"])
        (self.knocks if is_signed else self.forged).append(dict(form))
        return web.Response(status=self.status)

    @property
    def statuses(self) -> list[str]:
        return [knock["MessageStatus"] for knock in self.knocks]


class Sim:
    """The simulator in a tester's hands."""

    def __init__(self, client: TestClient, practice: Practice) -> None:
        self.client = client
        self.practice = practice

    async def text(self, body="Hi", number=PHONE, status=200, **more):
        order = {"to": OURS, "body": body, **more}
        answer = await self.client.post(f"/sim/phones/{number}/messages", json=order)
        assert answer.status == status, await answer.text()
        return await answer.json()

    async def create(self, status=201, **changed):
        form = {"From": OURS, "To": PHONE, "Body": "Hello", **changed}
        answer = await self.client.post(f"{ACCOUNT}/Messages.json", data=form, headers=signed_in())
        assert answer.status == status, await answer.text()
        return await answer.json()

    async def get(self, path, status=200, **asked):
        answer = await self.client.get(path, params=asked, headers=signed_in())
        assert answer.status == status, await answer.text()
        return await answer.json()

    async def faults(self, *script):
        answer = await self.client.put("/sim/faults", json={"faults": list(script)})
        assert answer.status == 204, await answer.text()

    async def received(self, number=PHONE):
        return [one for one in await self.get(f"/sim/phones/{number}/messages") if one["to"] == number]

    async def until(self, is_so, seconds=5.0):
        """Wait until it is so; fails when it never is."""
        async with asyncio.timeout(seconds):
            while not (found := is_so()):  # noqa: ASYNC110 - whatever is asked rings no bell
                await asyncio.sleep(0.01)
        return found


def signed_in(sid=SID, token=TOKEN):
    return {"Authorization": aiohttp.encode_basic_auth(sid, token)}


def numbers(practice: Practice, **more):
    one = {"number": OURS, "account_sid": SID, "auth_token": TOKEN, "inbound_url": f"{practice.url}/in", **more}
    return {"numbers": [one], "phones": [{"number": PHONE, "name": "Ken Ito"}]}


@pytest.fixture
async def practice() -> AsyncIterator[Practice]:
    made = Practice()
    app = web.Application()
    app.router.add_post("/in", made.take)
    app.router.add_post("/status", made.take)
    async with TestServer(app) as server:
        made.url = str(server.make_url("/")).rstrip("/")
        yield made


@pytest.fixture
async def sim(tmp_path, practice) -> AsyncIterator[Sim]:
    async with TestClient(TestServer(application(tmp_path, numbers(practice), QUICK))) as client:
        yield Sim(client, practice)
