"""The adapter against a carrier that answers over a real socket: three outcomes, never mixed up."""

import asyncio
import logging
import socket
import subprocess
import sys
from uuid import uuid4

import aiohttp
import pytest
from aiohttp import web

from chairside.carriers.port import Account, CarrierStatus, CredentialsRejected, NotSent, Refused, Unknown
from chairside.carriers.twilio import TwilioCarrier, uuid_to_sid
from chairside.simulator.server import application

SID, TOKEN = "AC" + "1" * 32, "secret"
OURS, THEIRS = "+13125550190", "+13125550121"


@pytest.fixture
async def simulator(tmp_path):
    numbers = {"numbers": [{"number": OURS, "account_sid": SID, "auth_token": TOKEN}]}
    async with served(application(tmp_path, numbers)) as url:
        yield url


@pytest.fixture
async def carrier():
    made = TwilioCarrier()
    yield made
    await made.close()


class served:  # noqa: N801 - reads as a verb in a with statement
    """Serve an application on a free port of this machine."""

    def __init__(self, app):
        self.runner = web.AppRunner(app)

    async def __aenter__(self):
        await self.runner.setup()
        site = web.TCPSite(self.runner, "127.0.0.1", 0)
        await site.start()
        return f"http://127.0.0.1:{site._server.sockets[0].getsockname()[1]}"

    async def __aexit__(self, *_):
        await self.runner.cleanup()


async def send(carrier, url, *, token=TOKEN, to=THEIRS, body="Hello"):
    account = Account(SID, token, api_url=url)
    return await carrier.send(account, from_number=OURS, to_number=to, body=body, status_url="")


async def faults(url, *script):
    async with (
        aiohttp.ClientSession() as session,
        session.put(f"{url}/sim/faults", json={"faults": list(script)}) as answer,
    ):
        assert answer.status == 204, await answer.text()


async def test_accepted_fetched_and_listed(carrier, simulator):
    accepted = await send(carrier, simulator, body="ñandú 😀")
    assert accepted.status is CarrierStatus.QUEUED
    account = Account(SID, TOKEN, api_url=simulator)
    text = await carrier.fetch(account, accepted.carrier_id)
    assert (text.body, text.to_number, text.is_inbound) == ("ñandú 😀", THEIRS, False)
    listed = await carrier.list_texts(account, from_number=OURS, to_number=THEIRS)
    assert [one.carrier_id for one in listed] == [accepted.carrier_id]
    assert not await carrier.list_texts(account, to_number="+13125550122")
    await carrier.check(account)


async def test_a_long_list_is_read_page_by_page(carrier, simulator):
    for place in range(7):
        await send(carrier, simulator, body=f"text {place}")
    listed = await carrier.list_texts(Account(SID, TOKEN, api_url=simulator), limit=5)
    assert [one.body for one in listed] == [f"text {place}" for place in (6, 5, 4, 3, 2)]


@pytest.mark.parametrize(
    ("to", "body", "code"), [("12", "Hi", 21211), (THEIRS, " ", 21602), (THEIRS, "a" * 1601, 21617)]
)
async def test_refused_with_the_carriers_code(carrier, simulator, to, body, code):
    with pytest.raises(Refused) as refused:
        await send(carrier, simulator, to=to, body=body)
    assert refused.value.code == code


async def test_rejected_credentials(carrier, simulator):
    with pytest.raises(CredentialsRejected):
        await send(carrier, simulator, token="wrong")
    with pytest.raises(CredentialsRejected):
        await carrier.check(Account(SID, "wrong", api_url=simulator))


async def test_too_many_requests_certainly_did_not_leave(carrier, simulator):
    await faults(simulator, {"on": "create", "then": {"status": 429, "retry_after": 7}})
    with pytest.raises(NotSent) as not_sent:
        await send(carrier, simulator)
    assert not_sent.value.retry_after == 7


@pytest.mark.parametrize(
    "then",
    [{"status": 500}, {"status": 503}, {"cut": "before"}, {"cut": "after_accept"}, {"garbage": True}],
)
async def test_whatever_may_have_left_is_unknown(carrier, simulator, then):
    await faults(simulator, {"on": "create", "then": then})
    with pytest.raises(Unknown):
        await send(carrier, simulator)


async def test_nobody_there_certainly_did_not_leave(carrier):
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    with pytest.raises(NotSent):
        await send(carrier, f"http://127.0.0.1:{port}")


async def test_an_answer_without_end_is_unknown(carrier):
    async def rubbish(_):
        return web.Response(text="x" * 3_000_000, status=201)

    app = web.Application()
    app.router.add_post("/{path:.*}", rubbish)
    async with served(app) as url:
        with pytest.raises(Unknown):
            await send(carrier, url)


async def test_many_at_once_share_one_pool(carrier, simulator):
    accepted = await asyncio.gather(*(send(carrier, simulator) for _ in range(40)))
    assert len({one.carrier_id for one in accepted}) == 40


async def test_no_number_and_no_word_in_the_log(carrier, simulator, caplog):
    caplog.set_level(logging.DEBUG)
    await send(carrier, simulator, body="CANARYBODY")
    assert "CANARYBODY" not in caplog.text
    assert "5550121" not in caplog.text


def test_sids_keep_their_digits():
    carrier_id = uuid4()
    assert uuid_to_sid(carrier_id) == "SM" + carrier_id.hex


LISTS_AFTER_LOADING = """
import sys
from twilio.rest import Client
from chairside.carriers.twilio import load_library
load_library()
loaded = set(sys.modules)
Client("AC1", "secret", environment={}).messages.page_async
print(sorted(set(sys.modules) - loaded))
"""


def test_once_the_library_is_loaded_the_first_listing_holds_up_nobody():
    told = subprocess.run([sys.executable, "-c", LISTS_AFTER_LOADING], capture_output=True, text=True, check=True)
    assert told.stdout.strip() == "[]"
