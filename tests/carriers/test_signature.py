"""Signatures: Twilio's own published cases, and what must never pass."""

import json
from pathlib import Path
from urllib.parse import parse_qsl

import pytest

from chairside.carriers.twilio import verify

FORM = [("CallSid", "CA1234567890ABCDE"), ("Digits", "1234"), ("From", "+14158675309"), ("To", "+18005551212"), ("Caller", "+14158675309")]
ADDRESS = "https://mycompany.com/myapp.php?foo=1&bar=2"
DUPLICATES = "Sid=CA123&SidAccount=AC123&Digits=5678&Digits=1234&Digits=1234"
JSON_ADDRESS = f"{ADDRESS}&bodySHA256=0a1ff7634d9ab3b95db5c9a2dfe9416e41502b283a80c7cf19632632f96e6620"
JSON_BODY = '{"property": "value", "boolean": true}'

PUBLISHED = [
    ("form", ADDRESS, FORM, "RSOYDt4T1cUTdK1PDd93/VVr8B8="),
    ("https port is ignored", ADDRESS.replace(".com", ".com:1234"), FORM, "RSOYDt4T1cUTdK1PDd93/VVr8B8="),
    ("http with a port", "http://mycompany.com:1234/myapp.php?foo=1&bar=2", FORM, "Zmvh+3yNM1Phv2jhDCwEM3q5ebU="),
    ("signed with :443", ADDRESS, FORM, "kvajT1Ptam85bY51eRf/AJRuM3w="),
    ("signed with :80", "http://mycompany.com/myapp.php?foo=1&bar=2", FORM, "0ZXoZLH/DfblKGATFgpif+LLRf4="),
    ("JSON body", JSON_ADDRESS, JSON_BODY, "a9nBmqA0ju/hNViExpshrM61xv4="),
    ("repeated keys", ADDRESS, parse_qsl(DUPLICATES), "IK+Dwps556ElfBT0I3Rgjkr1wJU="),
]  # fmt: skip

SHARED = Path(__file__).parents[3] / "shared" / "data" / "twilio" / "signature_vectors.json"


@pytest.mark.parametrize(("name", "url", "sent", "signature"), PUBLISHED, ids=lambda value: str(value)[:24])
def test_published_cases(name, url, sent, signature):
    assert verify(["12345"], url, sent, signature)
    assert not verify(["54321"], url, sent, signature)
    assert not verify(["12345"], url + "&more=1", sent, signature)


def test_the_file_of_cases_where_it_is_there():
    if not SHARED.exists():
        assert len(PUBLISHED) == 7
        return
    given = json.loads(SHARED.read_text())
    for vector in given["vectors"]:
        sent = vector.get("body") or parse_qsl(vector.get("query_string", "")) or FORM
        assert verify([given["token"]], vector["uri"], sent, vector["signature"]) is vector["valid"], vector["name"]


@pytest.mark.parametrize("signature", ["", "x", "RSOYDt4T1cUTdK1PDd93/VVr8B9=", "é" * 28])
def test_forged(signature):
    assert not verify(["12345"], ADDRESS, FORM, signature)


def test_empty_values_count():
    with_empty = [*FORM, ("Body", "")]
    assert not verify(["12345"], ADDRESS, with_empty, "RSOYDt4T1cUTdK1PDd93/VVr8B8=")


def test_the_previous_token_still_counts():
    assert verify(["new", "12345"], ADDRESS, FORM, "RSOYDt4T1cUTdK1PDd93/VVr8B8=")
