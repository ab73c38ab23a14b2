"""The texts of a day, and the requests that bring them, signed beforehand."""

from __future__ import annotations

import base64
import hashlib
import hmac
import random
import uuid
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import TYPE_CHECKING
from urllib.parse import urlencode, urlsplit

import psycopg
from uuid_utils.compat import uuid7

if TYPE_CHECKING:
    from bench.intake_house import House

WORDS = ["Yes"] * 30 + ["STOP"] * 10 + ["START"] * 10 + ["HELP"] * 5
ORDINARY = [
    "How are you today? Is parking free?",
    "Can we move it to Tuesday at 3? I have a meeting in the morning.",
    "Running ten minutes late, sorry!",
    "¿A qué hora es mi cita?",
    "Thank you so much, see you tomorrow 🙏",
    "My crown came loose last night and it hurts when I chew on the left side. Should I come in before Thursday?",
]


def texts(place: House, count: int) -> Iterator[tuple[str, dict[str, str]]]:
    """Make so many texts of the mix."""
    chance = random.Random(7)
    path = urlsplit(place.number["webhook_urls"]["messages"]).path
    for _ in range(count):
        draw = chance.randrange(1000)
        body = WORDS[draw] if draw < len(WORDS) else chance.choice(ORDINARY)
        sender = f"+1773666{chance.randint(1, 2000):04}" if draw < 995 else f"+1312777{chance.randint(0, 9999):04}"
        yield path, inbound(place, sender, body)


def inbound(place: House, sender: str, body: str) -> dict[str, str]:
    """Write all that Twilio tells of a text."""
    sid = f"SM{uuid.uuid4().hex}"
    return {
        "ToCountry": "US", "ToState": "IL", "SmsMessageSid": sid, "NumMedia": "0", "ToCity": "CHICAGO",
        "FromZip": "60601", "SmsSid": sid, "FromState": "IL", "SmsStatus": "received", "FromCity": "CHICAGO",
        "Body": body, "FromCountry": "US", "To": place.number["text_number"], "ToZip": "60602", "NumSegments": "1",
        "MessageSid": sid,
        "AccountSid": place.number["account_sid"], "From": sender, "ApiVersion": "2010-04-01",
    }  # fmt: skip


def reports(place: House, count: int) -> Iterator[tuple[str, dict[str, str]]]:
    """Make texts of ours that were accepted, and the carrier's three reports of each, in order."""
    made = [(uuid7(), uuid.uuid4(), f"bench-{uuid.uuid4().hex}") for _ in range(count // 3)]
    store_sent(place, made)
    base = place.number["webhook_urls"]["status"]
    for status in ("queued", "sent", "delivered"):
        for _, carrier_id, token in made:
            sid = f"SM{carrier_id.hex}"
            yield urlsplit(base.replace("{attempt}", token)).path, {
                "ApiVersion": "2010-04-01", "MessageStatus": status, "SmsSid": sid, "SmsStatus": status,
                "To": "+17736660001", "From": place.number["text_number"], "MessageSid": sid,
                "AccountSid": place.number["account_sid"],
            }  # fmt: skip


def store_sent(place: House, made: list[tuple[uuid.UUID, uuid.UUID, str]]) -> None:
    """Store texts of ours as the carrier has just taken them, spread over the threads."""
    now = datetime.now(UTC)
    with psycopg.connect(place.database) as connection:
        threads = connection.execute(
            "SELECT id, organization_id, location_id, number FROM chairside_thread WHERE location_id = %s",
            [place.location],
        ).fetchall()
        spread = [(one, threads[turn % len(threads)]) for turn, one in enumerate(made)]
        with connection.cursor() as cursor:
            with cursor.copy(
                "COPY chairside_message (id, organization_id, location_id, thread_id, direction, body, at, meaning, "
                "for_review, may_mean_appointment, media_count, communication, status, status_at, carrier_id)"
                " FROM STDIN"
            ) as copy:
                for (pk, carrier_id, _), (thread, organization, location, _) in spread:
                    copy.write_row(
                        (pk, organization, location, thread, "out", "See you at 3.", now, "", False, False, 0,
                         "Reminder", "queued", now, carrier_id)
                    )  # fmt: skip
            columns = attempt_columns(connection)
            with cursor.copy(f"COPY chairside_attempt ({', '.join(columns)}) FROM STDIN") as copy:
                for (pk, carrier_id, token), (_, organization, _, number) in spread:
                    known = {
                        "id": uuid7(), "organization_id": organization, "message_id": pk, "token": token,
                        "started_at": now, "settled_at": now, "outcome": "accepted", "carrier_id": carrier_id,
                        "from_number": place.number["text_number"], "to_number": number, "lane": 1,
                        "expires_at": now, "tries": 1, "checks": 0,
                    }  # fmt: skip
                    copy.write_row([known[name] for name in columns])


def attempt_columns(connection: psycopg.Connection) -> list[str]:
    """Name the columns of an attempt that must be given."""
    ours = {
        "id", "organization_id", "message_id", "token", "started_at", "settled_at", "outcome", "carrier_id",
        "from_number", "to_number", "lane", "expires_at", "tries", "checks",
    }  # fmt: skip
    rows = connection.execute(
        "SELECT column_name FROM information_schema.columns WHERE table_name = 'chairside_attempt'"
    ).fetchall()
    return [name for (name,) in rows if name in ours]


def signed(place: House, path: str, form: dict[str, str]) -> bytes:
    """Write the whole request, as the carrier's machines send it."""
    content = place.web + path + "".join(name + form[name] for name in sorted(form))
    digest = hmac.new(place.number["auth_token"].encode(), content.encode(), hashlib.sha1).digest()
    body = urlencode(form).encode()
    head = (
        f"POST {path} HTTP/1.1\r\nHost: text.example.com\r\nUser-Agent: TwilioProxy/1.1\r\nAccept: */*\r\n"
        "Content-Type: application/x-www-form-urlencoded; charset=UTF-8\r\nI-Twilio-Idempotency-Token: 0b1c\r\n"
        f"X-Twilio-Signature: {base64.b64encode(digest).decode()}\r\nContent-Length: {len(body)}\r\n\r\n"
    )
    return head.encode() + body
