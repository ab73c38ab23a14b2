"""Pictures come from the carrier's own hosts, and the token goes to its API alone."""

import asyncio

import pytest
from aiohttp import web
from aiohttp.test_utils import TestServer
from yarl import URL

from chairside.carriers.media import Unfetchable, Why
from chairside.carriers.port import Account, Unknown
from chairside.carriers.twilio import TwilioMedia
from chairside.carriers.twilio.media import PublicOnly, asked_for, followed

SID = "AC" + "1" * 32
PATH = f"/2010-04-01/Accounts/{SID}/Messages/MM{'2' * 32}/Media/ME{'3' * 32}"
TWILIO = Account(SID, "secret")
MEDIA = f"https://api.twilio.com{PATH}"


@pytest.mark.parametrize(
    "url",
    [
        "https://example.com" + PATH,
        "http://api.twilio.com" + PATH,
        "https://api.twilio.com:444" + PATH,
        "https://api.twilio.com.example.com" + PATH,
        "https://user@api.twilio.com" + PATH,
        "https://api.twilio.com/2010-04-01/Accounts/" + SID + ".json",
        MEDIA.replace("AC1", "AC4"),
        MEDIA + "/../../../../Messages.json",
        MEDIA.replace("/Media/", "/Media/%2e%2e/"),
        "http://169.254.169.254/latest/meta-data/",
        "file:///etc/passwd",
        "",
        "//",
        "https://[::1",
    ],
)
def test_no_other_address_is_asked(url):
    with pytest.raises(Unfetchable) as refused:
        asked_for(TWILIO, url)
    assert refused.value.why is Why.FOREIGN


def test_the_accounts_own_is_asked():
    assert asked_for(TWILIO, MEDIA) == URL(MEDIA)


@pytest.mark.parametrize(
    "location",
    [
        "http://mms.twiliocdn.com/x", "https://mms.twiliocdn.com:8443/x", "https://evil.example/x", "/elsewhere", "",
        "https://mms.twiliocdn.com.evil.example/x", "https://a@mms.twiliocdn.com/x", "http://127.0.0.1/", "ftp://mms.twiliocdn.com/",
    ],
)  # fmt: skip
def test_no_other_way_is_followed(location):
    with pytest.raises(Unfetchable):
        followed(URL(MEDIA), location)


def test_a_store_of_the_carriers_is_followed_as_it_was_signed():
    location = "https://mms.twiliocdn.com/AC1/abc?Expires=1&Signature=a~b%2Bc__"
    assert str(followed(URL(MEDIA), location)) == location


def resolves_to(monkeypatch, *hosts):
    async def resolve(self, host, port=0, family=0):
        return [{"hostname": host, "host": one, "port": port, "family": 0, "proto": 0, "flags": 0} for one in hosts]

    monkeypatch.setattr("aiohttp.ThreadedResolver.resolve", resolve)


@pytest.mark.parametrize(
    "hosts",
    [
        ["127.0.0.1"], ["10.1.2.3"], ["169.254.169.254"], ["192.168.1.1"], ["::1"], ["fd00::1"], ["fe80::1%eth0"],
        ["0.0.0.0"], ["100.64.0.1"], ["::ffff:127.0.0.1"], ["54.172.60.1", "127.0.0.1"],
    ],
)  # fmt: skip
async def test_no_private_address_is_connected_to(monkeypatch, hosts):
    resolves_to(monkeypatch, *hosts)
    with pytest.raises(Unfetchable):
        await PublicOnly().resolve("mms.twiliocdn.com", 443)


async def test_a_public_address_is(monkeypatch):
    resolves_to(monkeypatch, "54.172.60.1")
    assert (await PublicOnly().resolve("mms.twiliocdn.com", 443))[0]["host"] == "54.172.60.1"


class Api:
    """An account's API on this machine, as a test sets it."""

    def __init__(self):
        self.answer = web.Response(body=b"picture", content_type="image/jpeg")
        self.seen = []

    async def give(self, request):
        self.seen.append(request.headers.get("Authorization"))
        return self.answer if isinstance(self.answer, web.Response) else await self.answer(request)


@pytest.fixture
async def api():
    made = Api()
    app = web.Application()
    app.router.add_get("/{rest:.*}", made.give)
    async with TestServer(app) as server:
        made.account = Account(SID, "secret", api_url=str(server.make_url("/")).rstrip("/"))
        made.url = str(server.make_url(PATH))
        made.source = TwilioMedia()
        yield made
        await made.source.close()


async def test_a_picture_with_the_accounts_token(api):
    assert await api.source.fetch(api.account, api.url, 100) == b"picture"
    assert api.seen[0].startswith("Basic ")


async def test_a_redirect_elsewhere_is_refused(api):
    api.answer = web.Response(status=307, headers={"Location": str(URL(api.url).with_path("/other"))})
    with pytest.raises(Unfetchable):
        await api.source.fetch(api.account, api.url, 100)
    assert len(api.seen) == 1


@pytest.mark.parametrize(("status", "raised"), [(404, Unfetchable), (410, Unfetchable), (500, Unknown), (403, Unknown)])
async def test_what_is_not_given(api, status, raised):
    api.answer = web.Response(status=status)
    with pytest.raises(raised):
        await api.source.fetch(api.account, api.url, 100)


@pytest.mark.parametrize("announced", [True, False])
async def test_a_large_one_is_not_read_to_its_end(api, announced):
    async def endless(request):
        response = web.StreamResponse()
        if announced:
            response.content_length = 10_000_000
        await response.prepare(request)
        for _ in range(1000):
            await response.write(b"x" * 10_000)
            await asyncio.sleep(0)
        return response

    api.answer = endless
    with pytest.raises(Unfetchable) as refused:
        await api.source.fetch(api.account, api.url, 1000)
    assert refused.value.why is Why.TOO_LARGE


async def test_a_carrier_that_is_away(api):
    away = Account(SID, "secret", api_url="http://127.0.0.1:1")
    with pytest.raises(Unknown):
        await api.source.fetch(away, f"http://127.0.0.1:1{PATH}", 100)


async def test_the_real_api_is_never_on_a_private_address(api, monkeypatch):
    resolves_to(monkeypatch, "127.0.0.1")
    with pytest.raises(Unfetchable):
        await api.source.fetch(TWILIO, MEDIA, 100)
