"""A campaign to 10,000 patients: python -m bench.campaign

How long its rows take to plan (the whole segment through the gate, in one transaction), and, while the worker
sends it, how long a staff reply takes from the request until the carrier has it. The worker, the pages and the
simulated carrier share the machine's processors; the number sends 30 segments a second.
"""

from __future__ import annotations

import json
import os
import re
import shlex
import subprocess
import sys
import time
import urllib.parse
import urllib.request
import uuid
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from bench.running import demo, sign_in, spread, tell

RECIPIENTS = 10_000
REPLIES = 40
LONGEST_WAIT = 30.0  # seconds
PAUSE = 0.2  # seconds between two replies
SEGMENTS_PER_SECOND = 30


@dataclass(frozen=True)
class Conversation:
    """Where replies are written, and what a browser sends with them."""

    address: str
    token: str
    cookie: str


def main() -> None:
    with demo() as practice:
        place = practice["locations"][0]
        cookie = sign_in(practice["web"], "manager")
        make(practice, place, 0)
        quiet = replies(practice, place, cookie, "quiet")
        planned = make(practice, place, RECIPIENTS)
        wait_until_sending(practice, place)
        sending = replies(practice, place, cookie, "sending")
        sent = sum(text["body"].startswith(f"{place['name']}: news") for text in ledger(practice))
    tell(
        bench="campaign",
        recipients=planned["rows"],
        planned_in_seconds=planned["seconds"],
        planned_own_processor_seconds=planned["own_seconds"],
        planned_per_second=round(planned["rows"] / max(planned["seconds"], 0.01)),
        reply_ms_quiet=spread(quiet),
        reply_ms_while_sending=spread(sending),
        sending_to_quiet=round(spread(sending)["p50"] / max(spread(quiet)["p50"], 0.01), 2),
        campaign_texts_meanwhile=sent,
    )


def make(practice: dict[str, Any], place: dict[str, Any], count: int) -> dict[str, Any]:
    """Set the number's pace; make so many patients and plan their campaign, which the worker then sends."""
    words = [place["id"], str(count), daylight(), str(SEGMENTS_PER_SECOND)]
    done = subprocess.run(
        [sys.executable, "-m", "bench.campaign_making", *words],
        capture_output=True,
        text=True,
        env=environment(practice),
        check=False,
        timeout=600,
    )
    if done.returncode:
        raise SystemExit(done.stderr[-2000:])
    return json.loads(done.stdout.strip().splitlines()[-1]) if count else {}


def daylight() -> str:
    """Name a zone in which it is about noon, so that nobody's night holds a text."""
    hours = (time.gmtime().tm_hour - 12) % 24
    return f"Etc/GMT{'+' if hours <= 12 else '-'}{hours if hours <= 12 else 24 - hours}"


def wait_until_sending(practice: dict[str, Any], place: dict[str, Any]) -> None:
    until = time.monotonic() + LONGEST_WAIT
    while not any(text["body"].startswith(f"{place['name']}: news") for text in ledger(practice)):
        if time.monotonic() > until:
            raise SystemExit("The campaign did not begin to leave.")
        time.sleep(0.2)


def replies(practice: dict[str, Any], place: dict[str, Any], cookie: str, name: str) -> list[float]:
    """Write replies one after another; give the milliseconds from each request until the carrier has the text."""
    contact = place["contacts"][0]
    send(practice, contact["number"], place["text_number"], f"Hello {name}")
    thread = conversation_with(practice, place, contact, cookie)
    took = []
    for number in range(REPLIES):
        body = f"reply-{name}-{number}"
        began = time.monotonic()
        reply(thread, body)
        took.append((arrival(practice, contact["number"], body) - began) * 1000)
        time.sleep(PAUSE)
    return took


def conversation_with(
    practice: dict[str, Any], place: dict[str, Any], contact: dict[str, Any], cookie: str
) -> Conversation:
    page = fetch(f"{practice['web']}/locations/{place['id']}/contacts/{contact['id']}/", cookie)
    address, token = re.search(r'data-messages="([^"]+)"', page), re.search(r'data-csrf="([^"]+)"', page)
    if address is None or token is None:
        raise SystemExit("The contact's conversation was not found.")
    return Conversation(practice["web"] + address[1], token[1], cookie)


def reply(conversation: Conversation, body: str) -> None:
    form = {"body": body, "client_id": str(uuid.uuid4())}
    headers = {"Cookie": conversation.cookie, "X-CSRFToken": conversation.token, "X-Part": "yes"}
    request = urllib.request.Request(conversation.address, urllib.parse.urlencode(form).encode(), headers)
    urllib.request.urlopen(request, timeout=20).read()


def arrival(practice: dict[str, Any], phone: str, body: str) -> float:
    until = time.monotonic() + LONGEST_WAIT
    while time.monotonic() < until:
        texts = json.loads(fetch(f"{practice['simulator']}/sim/phones/{urllib.parse.quote(phone)}/messages", ""))
        if any(text["body"] == body for text in texts):
            return time.monotonic()
        time.sleep(0.01)
    raise SystemExit("A reply did not arrive.")


def ledger(practice: dict[str, Any]) -> list[dict[str, Any]]:
    return json.loads(fetch(f"{practice['simulator']}/sim/ledger", ""))


def fetch(address: str, cookie: str) -> str:
    request = urllib.request.Request(address, headers={"Cookie": cookie} if cookie else {})
    return urllib.request.urlopen(request, timeout=20).read().decode()


def send(practice: dict[str, Any], phone: str, to: str, body: str) -> None:
    request = urllib.request.Request(
        f"{practice['simulator']}/sim/phones/{phone}/messages",
        json.dumps({"to": to, "body": body}).encode(),
        {"Content-Type": "application/json"},
    )
    urllib.request.urlopen(request, timeout=20).read()


def environment(practice: dict[str, Any]) -> dict[str, str]:
    """Read the settings that the demo keeps for scripts."""
    lines = (Path(practice["data"]) / "environment").read_text().splitlines()
    given = dict(shlex.split(line)[1].split("=", 1) for line in lines if line.startswith("export "))
    return {**os.environ, **given}


if __name__ == "__main__":
    main()
