"""Every way in which a hand-over can fail, over real sockets: certainly not sent, refused, or unknown."""

import asyncio
import json
import socket
import ssl
import traceback

import pytest

from chairside.carriers.port import (
    Account,
    CarrierFailure,
    CarrierStatus,
    CredentialsRejected,
    NotSent,
    Refused,
    Unknown,
)
from chairside.carriers.twilio import TwilioCarrier
from chairside.carriers.twilio.transport import LARGEST_ANSWER
from tests.carriers.sockets import answering, drip, hang_up, listening, reset, silence, speak_otherwise

SID = "AC" + "1" * 32
THEIRS = "+13125550121"
BODY = "CANARYBODY"
TAKEN = {"sid": "SM" + "0a" * 16, "status": "queued"}


@pytest.fixture
async def carrier():
    made = TwilioCarrier()
    yield made
    await made.close()


@pytest.fixture
async def hasty():
    """A carrier that waits for nobody; only where waiting is what is tested."""
    made = TwilioCarrier(connect=0.3, total=0.6)
    yield made
    await made.close()


def account(url, sid=SID):
    return Account(sid, "secret", api_url=url)


async def send(carrier, url):
    return await carrier.send(
        account(url), from_number="+13125550190", to_number=THEIRS, body=BODY, status_url="http://127.0.0.1/s"
    )


def refusal(code, status=400):
    told = {"code": code, "message": f"The 'To' number {THEIRS} is not a valid phone number.", "status": status}
    return answering(f"{status} No", json.dumps(told))


ONCE_SENT = {
    "closed without an answer": hang_up,
    "reset": reset,
    "never answered": silence,
    "answered too slowly": drip,
    "answer cut short": answering("201 Created", '{"sid": "SM', length=500),
    "no HTTP at all": speak_otherwise,
    "server error": answering("500 Internal Server Error", json.dumps({"code": 20500, "status": 500})),
    "server error that blames us": answering("503 Unavailable", json.dumps({"code": 21211, "status": 400})),
    "server error that blames us in the newer form": answering(
        "503 Unavailable", json.dumps({"type": "x", "title": "x", "code": 21211, "status": 400})
    ),
    "page of a proxy": answering("502 Bad Gateway", "<html>"),
    "not JSON": answering("201 Created", "<html>"),
    "no object": answering("201 Created", "[]"),
    "nothing": answering("201 Created", "null"),
    "no sid": answering("201 Created", '{"status": "queued"}'),
    "another sid": answering("201 Created", '{"sid": "CA1", "status": "queued"}'),
    "a sid that is no text": answering("201 Created", '{"sid": 7, "status": "queued"}'),
    "nested without end": answering("201 Created", "[" * 100_000),
    "absurdly large": answering("201 Created", b" " * (LARGEST_ANSWER + 1)),
    "redirected": answering("307 Temporary Redirect", "", "Location: /elsewhere"),
    "refused by somebody without a code": answering("404 Not Found", "<html>"),
    "refused with a code that is none": answering("400 Bad Request", '{"code": "x", "status": 400}'),
    "given up by a proxy": answering("408 Request Timeout", ""),
}


@pytest.mark.parametrize("name", ONCE_SENT)
async def test_what_fails_after_it_may_have_left_is_unknown(carrier, hasty, name):
    async with listening(ONCE_SENT[name]) as line:
        with pytest.raises(Unknown) as unknown:
            await send(hasty if ONCE_SENT[name] in {silence, drip} else carrier, line.url)
        assert line.requests == 1, "it was sent again"
    tells_nothing(unknown.value)


async def test_a_connection_that_ended_between_two_texts_is_not_tried_twice(carrier):
    """A POST that the other end may have read must not be repeated by the pool."""
    answers = iter([answering("201 Created", json.dumps(TAKEN)), hang_up])

    async def deed(reader, writer):
        await next(answers)(reader, writer)

    async with listening(deed) as line:
        assert (await send(carrier, line.url)).status is CarrierStatus.QUEUED
        with pytest.raises(Unknown):
            await send(carrier, line.url)
        assert line.requests == 2


async def test_nobody_listens(carrier):
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    with pytest.raises(NotSent) as not_sent:
        await send(carrier, f"http://127.0.0.1:{port}")
    assert not_sent.value.retry_after is None
    tells_nothing(not_sent.value)


async def test_a_name_that_is_not_known(carrier, monkeypatch):
    async def unknown(*_, **__):
        raise socket.gaierror(socket.EAI_NONAME, "Name or service not known")

    monkeypatch.setattr(asyncio.get_running_loop(), "getaddrinfo", unknown)
    with pytest.raises(NotSent):
        await send(carrier, "https://carrier.invalid")


async def test_a_name_server_that_is_silent(hasty, monkeypatch):
    async def never(*_, **__):
        await asyncio.Event().wait()

    monkeypatch.setattr(asyncio.get_running_loop(), "getaddrinfo", never)
    with pytest.raises(NotSent):
        await send(hasty, "https://carrier.invalid")


async def test_a_host_that_does_not_take_connections(hasty):
    with socket.socket() as full:
        full.bind(("127.0.0.1", 0))
        full.listen(0)
        waiting = [socket.socket() for _ in range(4)]
        for one in waiting:
            one.setblocking(False)
            one.connect_ex(full.getsockname())
        with pytest.raises(NotSent):
            await send(hasty, f"http://127.0.0.1:{full.getsockname()[1]}")
        for one in waiting:
            one.close()


async def test_no_tls_at_the_other_end(carrier):
    async with listening(hang_up) as line:
        with pytest.raises(NotSent):
            await send(carrier, line.url.replace("http:", "https:"))
        assert line.requests == 0


async def test_tls_that_breaks_once_the_text_is_under_way_is_unknown(carrier, monkeypatch):
    """A TLS error is no proof: this one comes where the answer should have come."""

    async def broken(*_, **__):
        raise ssl.SSLError("bad record mac")

    async with listening(answering("201 Created", json.dumps(TAKEN))) as line:
        monkeypatch.setattr("aiohttp.client_reqrep.ClientResponse.start", broken)
        with pytest.raises(Unknown):
            await send(carrier, line.url)


@pytest.mark.parametrize("url", ["carrier", "http://", "http://[::1"])
async def test_an_address_that_is_none_sends_nothing(carrier, url):
    with pytest.raises(CarrierFailure) as failure:
        await send(carrier, url)
    assert isinstance(failure.value, NotSent | Unknown)


@pytest.mark.parametrize(
    ("headers", "pause"),
    [((), None), (("Retry-After: 7",), 7), (("Retry-After: soon",), None), (("Retry-After: " + "9" * 400,), 3600)],
)
async def test_too_many_requests(carrier, headers, pause):
    async with listening(answering("429 Too Many Requests", '{"code": 20429, "status": 429}', *headers)) as line:
        with pytest.raises(NotSent) as not_sent:
            await send(carrier, line.url)
    assert (not_sent.value.code, not_sent.value.retry_after) == (20429, pause)


@pytest.mark.parametrize("code", [21611, 30001, 30022])
async def test_no_room_is_not_a_refusal(carrier, code):
    async with listening(refusal(code)) as line:
        with pytest.raises(NotSent) as not_sent:
            await send(carrier, line.url)
    assert not_sent.value.code == code


@pytest.mark.parametrize("deed", [refusal(20003, 401), answering("401 Unauthorized", ""), refusal(20003, 403)])
async def test_rejected_credentials_in_every_call(carrier, deed):
    async with listening(deed) as line:
        calls = (
            send(carrier, line.url),
            carrier.check(account(line.url)),
            carrier.list_texts(account(line.url), to_number=THEIRS),
        )
        for call in calls:
            with pytest.raises(CredentialsRejected) as rejected:
                await call
            tells_nothing(rejected.value)


@pytest.mark.parametrize("code", [21211, 21610, 21614, 21617, 99999])
async def test_refused_with_its_code(carrier, code):
    async with listening(refusal(code)) as line:
        with pytest.raises(Refused) as refused:
            await send(carrier, line.url)
    assert refused.value.code == code
    tells_nothing(refused.value)


async def test_a_refusal_in_the_newer_form(carrier):
    """RFC 9457, which some of Twilio's addresses speak."""
    told = {"type": "https://x", "title": f"Bad {THEIRS}", "status": 400, "code": 21211, "detail": THEIRS}
    async with listening(answering("400 Bad Request", json.dumps(told))) as line:
        with pytest.raises(Refused) as refused:
            await send(carrier, line.url)
    assert refused.value.code == 21211
    tells_nothing(refused.value)


async def test_a_status_that_is_new_to_us_is_an_acceptance(carrier):
    async with listening(answering("201 Created", json.dumps({**TAKEN, "status": "pondering"}))) as line:
        assert (await send(carrier, line.url)).status is CarrierStatus.ACCEPTED


@pytest.mark.parametrize("row", [{}, {"sid": "SM" + "0a" * 16}, {"sid": "SM" + "0a" * 16, "date_created": "x"}])
async def test_a_list_with_an_unreadable_row_is_unknown(carrier, row):
    async with listening(answering("200 OK", json.dumps({"messages": [row], "next_page_uri": None}))) as line:
        with pytest.raises(Unknown):
            await carrier.list_texts(account(line.url))


async def test_a_list_leads_to_no_other_host_and_has_an_end(carrier):
    async with listening(hang_up) as elsewhere:
        host = elsewhere.url.removeprefix("http:")
        pages = {"messages": [], "next_page_uri": f"{host}/2010-04-01/x"}
        async with listening(answering("200 OK", json.dumps(pages))) as line:
            assert await carrier.list_texts(account(line.url), limit=150) == []
            assert line.requests == 3, "a list that leads in a circle has an end"
        assert elsewhere.requests == 0


async def test_a_suspended_account_does_not_pass_the_check(carrier):
    async with listening(answering("200 OK", json.dumps({"sid": SID, "status": "suspended"}))) as line:
        with pytest.raises(NotSent) as not_sent:
            await carrier.check(account(line.url))
    assert not_sent.value.code == 20005


async def test_no_credentials_of_the_process_are_borrowed(carrier, monkeypatch):
    monkeypatch.setenv("TWILIO_ACCOUNT_SID", "ACborrowed")
    monkeypatch.setenv("TWILIO_AUTH_TOKEN", "borrowed")
    heard = []

    async def hear(reader, writer):
        heard.append(reader)
        await refusal(20003, 401)(reader, writer)

    async with listening(hear) as line:
        with pytest.raises(CarrierFailure):
            await carrier.check(account(line.url, sid=""))


def tells_nothing(failure):
    """Neither the failure nor anything that hangs on it tells a number or a body."""
    told = "".join(traceback.format_exception(failure)) + repr(failure.__context__) + repr(failure.__cause__)
    frames_aside = [line for line in told.splitlines() if not line.startswith("    ")]
    assert THEIRS not in "\n".join(frames_aside)
    assert BODY not in "\n".join(frames_aside)
    assert failure.__context__ is None
