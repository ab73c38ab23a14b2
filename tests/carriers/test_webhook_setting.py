"""Where the carrier sends texts to a number: the number's own setting, or what overrules it."""

import pytest
from aiohttp import web
from yarl import URL

from chairside.carriers.port import Account, CredentialsRejected, Webhook
from chairside.carriers.twilio import TwilioCarrier
from chairside.carriers.twilio.transport import Transport
from chairside.simulator.server import application
from tests.carriers.test_twilio_carrier import OURS, SID, TOKEN, served

HOOK = "https://text.example.com/hooks/x/messages"
ELSEWHERE = "https://elsewhere.example.com/"


async def ask(url, number=OURS, token=TOKEN):
    carrier = TwilioCarrier()
    try:
        return await carrier.webhook(Account(SID, token, api_url=url), number)
    finally:
        await carrier.close()


async def ask_simulator(tmp_path, **asked):
    numbers = {"numbers": [{"number": OURS, "account_sid": SID, "auth_token": TOKEN, "inbound_url": HOOK}]}
    async with served(application(tmp_path, numbers)) as url:
        return await ask(url, **asked)


def twilio(number=None, service=None, senders=(OURS,)):
    """An account with one number, perhaps in one messaging service."""

    def page(key, *found):
        return web.json_response({key: found, "meta": {"key": key, "next_page_url": None}})

    async def numbers(_):
        shown = {"phone_number": OURS, "sms_url": ELSEWHERE, "sms_method": "POST", "sms_fallback_url": ""}
        return web.json_response({"incoming_phone_numbers": [{**shown, **(number or {})}], "next_page_uri": None})

    async def services(_):
        return page("services", *([{"sid": "MG1", **service}] if service else []))

    async def held(_):
        return page("phone_numbers", *({"phone_number": sender} for sender in senders))

    app = web.Application()
    app.router.add_get("/2010-04-01/Accounts/{sid}/IncomingPhoneNumbers.json", numbers)
    app.router.add_get("/v1/Services", services)
    app.router.add_get("/v1/Services/MG1/PhoneNumbers", held)
    return app


async def test_a_number_tells_its_own_address(tmp_path):
    assert await ask_simulator(tmp_path) == Webhook(HOOK, "POST", "", "number")


async def test_a_number_of_somebody_else_is_none(tmp_path):
    assert await ask_simulator(tmp_path, number="+13125550199") is None


async def test_a_wrong_token_is_told_as_such(tmp_path):
    with pytest.raises(CredentialsRejected):
        await ask_simulator(tmp_path, token="wrong")


@pytest.mark.parametrize(
    ("account", "found"),
    [
        (twilio(), Webhook(ELSEWHERE, "POST", "", "number")),
        (twilio({"sms_method": "GET", "sms_fallback_url": HOOK}), Webhook(ELSEWHERE, "GET", HOOK, "number")),
        (twilio({"sms_application_sid": "AP1"}), Webhook("", "", "", "TwiML application")),
        (twilio(service={"inbound_request_url": HOOK}), Webhook(HOOK, "POST", "", "messaging service")),
        (twilio(service={"inbound_request_url": None}), Webhook("", "POST", "", "messaging service")),
        (
            twilio(service={"inbound_request_url": HOOK, "use_inbound_webhook_on_number": True}),
            Webhook(ELSEWHERE, "POST", "", "number"),
        ),
        (twilio(service={"inbound_request_url": HOOK}, senders=()), Webhook(ELSEWHERE, "POST", "", "number")),
    ],
)
async def test_what_overrules_the_number_is_what_counts(account, found):
    async with served(account) as url:
        assert await ask(url) == found


@pytest.mark.parametrize(
    ("api", "asked", "goes_to"),
    [
        ("https://api.twilio.com", "https://messaging.twilio.com/v1/Services", "messaging.twilio.com"),
        ("https://api.twilio.com", "https://api.twilio.com/x", "api.twilio.com"),
        ("https://api.twilio.com", "https://elsewhere.example.com/x", "api.twilio.com"),
        ("https://api.twilio.com", "http://messaging.twilio.com/x", "api.twilio.com"),
        ("http://127.0.0.1:8001", "https://messaging.twilio.com/v1/Services", "127.0.0.1"),
    ],
)
def test_no_answer_leads_away_from_the_carrier(api, asked, goes_to):
    address = Transport(api)._address(asked)
    assert (address.host, address.scheme) == (goes_to, URL(api).scheme)
