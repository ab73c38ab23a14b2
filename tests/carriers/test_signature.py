"""Signatures: Twilio's own published cases, and what must never pass."""

import base64
import hashlib
import hmac
import json
from pathlib import Path
from urllib.parse import parse_qsl

import pytest

from chairside.carriers.twilio import verify

TOKEN = "12345"
FORM = [
    ("CallSid", "CA1234567890ABCDE"),
    ("Digits", "1234"),
    ("From", "+14158675309"),
    ("To", "+18005551212"),
    ("Caller", "+14158675309"),
]
ADDRESS = "https://mycompany.com/myapp.php?foo=1&bar=2"
PLAIN = "http://mycompany.com/myapp.php?foo=1&bar=2"
DUPLICATES = "Sid=CA123&SidAccount=AC123&Digits=5678&Digits=1234&Digits=1234"
JSON_ADDRESS = f"{ADDRESS}&bodySHA256=0a1ff7634d9ab3b95db5c9a2dfe9416e41502b283a80c7cf19632632f96e6620"
JSON_BODY = '{"property": "value", "boolean": true}'
RIGHT = "RSOYDt4T1cUTdK1PDd93/VVr8B8="
JSON_RIGHT = "a9nBmqA0ju/hNViExpshrM61xv4="

PUBLISHED = [
    ("form", ADDRESS, FORM, RIGHT),
    ("https port is ignored", ADDRESS.replace(".com", ".com:1234"), FORM, RIGHT),
    ("http with a port", PLAIN.replace(".com", ".com:1234"), FORM, "Zmvh+3yNM1Phv2jhDCwEM3q5ebU="),
    ("signed with :443", ADDRESS, FORM, "kvajT1Ptam85bY51eRf/AJRuM3w="),
    ("signed with :80", PLAIN, FORM, "0ZXoZLH/DfblKGATFgpif+LLRf4="),
    ("JSON body", JSON_ADDRESS, JSON_BODY, JSON_RIGHT),
    ("JSON body, as bytes", JSON_ADDRESS, JSON_BODY.encode(), JSON_RIGHT),
    ("repeated keys", ADDRESS, parse_qsl(DUPLICATES), "IK+Dwps556ElfBT0I3Rgjkr1wJU="),
]

SHARED = Path(__file__).parents[3] / "shared" / "data" / "twilio" / "signature_vectors.json"
given = json.loads(SHARED.read_text()) if SHARED.exists() else {"token": TOKEN, "vectors": []}


@pytest.mark.parametrize(("name", "url", "sent", "signature"), PUBLISHED, ids=[case[0] for case in PUBLISHED])
def test_published_cases(name, url, sent, signature):
    assert verify([TOKEN], url, sent, signature)
    assert not verify(["54321"], url, sent, signature)
    assert not verify([TOKEN], url + "&more=1", sent, signature)


def test_every_case_of_the_file_is_right_where_there_is_one():
    for vector in given["vectors"]:
        sent = vector.get("body") or parse_qsl(vector.get("query_string", "")) or FORM
        assert verify([given["token"]], vector["uri"], sent, vector["signature"]) is vector["valid"], vector["name"]


@pytest.mark.parametrize("signature", ["", "x", RIGHT[:-2] + "9=", RIGHT + " ", RIGHT.lower(), "é" * 28, "\ud800"])
def test_forged(signature):
    assert not verify([TOKEN], ADDRESS, FORM, signature)


def test_empty_values_count():
    with_empty = [*FORM, ("Body", "")]
    assert not verify([TOKEN], ADDRESS, with_empty, RIGHT)
    assert verify([TOKEN], ADDRESS, with_empty, computed(with_empty))


def test_the_order_of_parameters_does_not_count():
    assert verify([TOKEN], ADDRESS, FORM[::-1], RIGHT)


def test_the_previous_token_still_counts_and_an_empty_one_never():
    assert verify(["new", TOKEN], ADDRESS, FORM, RIGHT)
    assert not verify([], ADDRESS, FORM, RIGHT)
    assert not verify([""], ADDRESS, FORM, computed(FORM, token=""))


@pytest.mark.parametrize("body", [JSON_BODY, JSON_BODY.encode(), ""])
def test_a_body_that_the_address_does_not_bind_is_forged(body):
    assert not verify([TOKEN], ADDRESS, body, computed([]))


@pytest.mark.parametrize("body", [JSON_BODY + " ", b"\xff"])
def test_another_body_is_forged(body):
    assert not verify([TOKEN], JSON_ADDRESS, body, JSON_RIGHT)


def test_half_a_surrogate_pair_is_forged():
    assert not verify([TOKEN], ADDRESS, [("Body", "\ud83d")], RIGHT)


def test_many_parameters_are_looked_at_once():
    many = [(f"name{place}", "x") for place in range(5000)]
    assert verify([TOKEN], ADDRESS, many, computed(many))


def computed(pairs, token=TOKEN):
    """Sign as Twilio's page describes it, in our own few lines."""
    signed = ADDRESS + "".join(name + value for name, value in sorted(pairs))
    return base64.b64encode(hmac.new(token.encode(), signed.encode(), hashlib.sha1).digest()).decode()
