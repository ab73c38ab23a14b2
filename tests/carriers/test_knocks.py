"""Webhooks are read into our words; what they lack is named, what they hold is never told."""

from urllib.parse import parse_qsl, urlencode

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chairside.carriers.port import Account, Envelope, UnreadableKnock
from chairside.carriers.twilio import parameters_of, read_inbound, read_status, sid_to_uuid, uuid_to_sid

SID = "SM" + "0a" * 16
TEXT = {
    "MessageSid": SID,
    "AccountSid": "AC1",
    "From": "+13125550121",
    "To": "+13125550190",
    "Body": "Hi",
    "NumMedia": "0",
}
PICTURE = {"Body": "", "NumMedia": "1", "MediaUrl0": "https://x/1", "MediaContentType0": "image/png"}


def pairs(**changed):
    return [(name, value) for name, value in {**TEXT, **changed}.items() if value is not None]


def test_an_inbound_text():
    text = read_inbound(pairs(OptOutType="STOP", MessagingServiceSid="MG1", SomethingNew="x"))
    assert (text.from_number, text.to_number, text.body) == ("+13125550121", "+13125550190", "Hi")
    assert (text.opt_out_type, text.messaging_service_sid, text.account_sid) == ("STOP", "MG1", "AC1")
    assert uuid_to_sid(text.carrier_id) == SID


@pytest.mark.parametrize("missing", ["MessageSid", "AccountSid", "From", "To"])
@pytest.mark.parametrize("value", [None, ""])
def test_what_is_missing_is_named(missing, value):
    with pytest.raises(UnreadableKnock, match=missing):
        read_inbound(pairs(**{missing: value}))


@pytest.mark.parametrize("missing", ["MessageSid", "MessageStatus"])
def test_what_a_report_lacks_is_named(missing):
    report = {"MessageSid": SID, "MessageStatus": "sent"}
    with pytest.raises(UnreadableKnock, match=missing):
        read_status([pair for pair in report.items() if pair[0] != missing])


def test_a_picture_without_words_is_a_text():
    text = read_inbound(pairs(**PICTURE))
    assert (text.body, text.media[0].url, text.media[0].content_type) == ("", "https://x/1", "image/png")


@pytest.mark.parametrize("count", ["", "x", "-1", "²", "9" * 5000])
def test_a_count_of_media_that_is_none(count):
    assert read_inbound(pairs(**{**PICTURE, "NumMedia": count})).media == ()


def test_media_that_were_promised_but_did_not_come():
    assert len(read_inbound(pairs(**{**PICTURE, "NumMedia": "999999999"})).media) == 1


@pytest.mark.parametrize(
    ("body", "kept"),
    [
        ("a\0b", "a\ufffdb"),
        ("half \ud83d", "half \ufffd"),
        ("\u202eright to left, 😀 and ñ", "\u202eright to left, 😀 and ñ"),
        ("  kept as it is \r\n", "  kept as it is \r\n"),
        ("long " * 5000, "long " * 5000),
    ],
)
def test_what_a_database_cannot_hold_is_marked_and_nothing_is_cut(body, kept):
    assert read_inbound(pairs(Body=body)).body == kept


@pytest.mark.parametrize("number", ["+1312\x005550121", "+" + "1" * 64])
def test_a_number_that_is_none(number):
    with pytest.raises(UnreadableKnock, match="From is not a number") as unreadable:
        read_inbound(pairs(From=number))
    assert number not in str(unreadable.value)


@pytest.mark.parametrize("sid", ["SM1", "XX" + "0a" * 16, "SM" + "zz" * 16, "ſM" + "0a" * 16, f" {SID}"])
def test_a_sid_that_is_none(sid):
    with pytest.raises(UnreadableKnock, match="MessageSid"):
        read_inbound(pairs(MessageSid=sid))


def test_media_messages_have_their_own_letters():
    assert sid_to_uuid("MM" + "0a" * 16) == sid_to_uuid(SID)
    assert uuid_to_sid(sid_to_uuid(SID), "MM") == "MM" + "0a" * 16


@pytest.mark.parametrize(
    ("code", "read"), [("30005", 30005), ("", None), ("0", None), ("x", None), ("²", None), ("9" * 5000, None)]
)
def test_a_status_report(code, read):
    report = read_status([("MessageSid", SID), ("MessageStatus", "Undelivered"), ("ErrorCode", code)])
    assert (report.status, report.error_code) == ("undelivered", read)


def test_nothing_that_is_shown_of_a_text_or_an_account_tells_its_secrets():
    shown = repr(read_inbound(pairs(Body="CANARY", NumMedia="1", MediaUrl0="https://CANARY/1")))
    assert "CANARY" not in shown
    assert "+1312" not in shown
    shown = repr(Account("AC1", "CANARY", "CANARY older"))
    assert "CANARY" not in shown


def test_an_account_gives_its_tokens_newest_first():
    assert Account("AC1", "new", "old").tokens == ("new", "old")
    assert Account("AC1", "only").tokens == ("only",)


FORMS = st.lists(st.tuples(st.text(max_size=8), st.text(max_size=12)), max_size=6)


@given(FORMS.map(lambda pairs: [(f"n{name}", value) for name, value in pairs]))
def test_what_was_written_as_a_form_is_read_as_it_was(pairs):
    assert parameters_of(Envelope("/", "", "", urlencode(pairs).encode())) == pairs


@given(st.text(st.sampled_from("ab=&+%2fFé0\x00\ud7ff;"), max_size=30))
def test_any_body_is_read_as_the_standard_library_reads_it(body):
    envelope = Envelope("/", "", "", body.encode())
    try:
        expected = parse_qsl(body, keep_blank_values=True, strict_parsing=bool(body))
    except ValueError:
        with pytest.raises(UnreadableKnock):
            parameters_of(envelope)
    else:
        assert parameters_of(envelope) == expected


@pytest.mark.parametrize("body", [b"\xff=1", b"nothing", b"a=1&&b=2", b"&".join([b"a=1"] * 501)])
def test_what_is_no_form_is_told(body):
    with pytest.raises(UnreadableKnock, match="no form"):
        parameters_of(Envelope("/", "", "", body))
