"""Webhooks are read into our words; what they lack is named, what they hold is never told."""

import pytest

from chairside.carriers.port import Account, UnreadableKnock
from chairside.carriers.twilio import read_inbound, read_status, sid_to_uuid, uuid_to_sid

SID = "SM" + "0a" * 16
TEXT = {"MessageSid": SID, "AccountSid": "AC1", "From": "+13125550121", "To": "+13125550190", "Body": "Hi", "NumMedia": "0"}


def pairs(**changed):
    return [(name, value) for name, value in {**TEXT, **changed}.items() if value is not None]


def test_an_inbound_text():
    text = read_inbound(pairs(OptOutType="STOP", SomethingNew="x"))
    assert (text.from_number, text.to_number, text.body, text.opt_out_type) == ("+13125550121", "+13125550190", "Hi", "STOP")
    assert uuid_to_sid(text.carrier_id) == SID


@pytest.mark.parametrize("missing", ["MessageSid", "AccountSid", "From", "To"])
def test_what_is_missing_is_named(missing):
    with pytest.raises(UnreadableKnock, match=missing):
        read_inbound(pairs(**{missing: None}))


def test_an_empty_body_is_a_text():
    assert read_inbound(pairs(Body="", NumMedia="1", MediaUrl0="https://x/1", MediaContentType0="image/png")).media[0].content_type == "image/png"


def test_a_nul_is_marked():
    assert read_inbound(pairs(Body="a\0b")).body == "a\ufffdb"


@pytest.mark.parametrize("sid", ["", "SM1", "XX" + "0a" * 16, "SM" + "zz" * 16])
def test_a_sid_that_is_none(sid):
    with pytest.raises((UnreadableKnock, ValueError)):
        read_inbound(pairs(MessageSid=sid))


def test_media_messages_have_their_own_letters():
    assert sid_to_uuid("MM" + "0a" * 16) == sid_to_uuid(SID)


@pytest.mark.parametrize(("code", "read"), [("30005", 30005), ("", None), ("0", None), ("x", None)])
def test_a_status_report(code, read):
    report = read_status([("MessageSid", SID), ("MessageStatus", "Undelivered"), ("ErrorCode", code)])
    assert (report.status, report.error_code) == ("undelivered", read)


def test_nothing_that_is_shown_of_a_text_or_an_account_tells_its_secrets():
    assert "Hi" not in repr(read_inbound(pairs()))
    assert "+1312" not in repr(read_inbound(pairs()))
    assert "token" not in repr(Account("AC1", "token", "older token")).replace("auth_token", "")
