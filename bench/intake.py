"""How many signed texts a second are taken in and committed: python -m bench.intake

At 1, 32 and 128 connections, against what the same machine's PostgreSQL does with the least SQL that a
text needs (one message and its thread), one transaction each, at as many connections (threads here,
psycopg). The client runs on the same two processors.
"""

from __future__ import annotations

import asyncio
import base64
import hashlib
import hmac
import time
import uuid
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import aiohttp
import psycopg

from bench.running import demo, spread, tell

SECONDS = 4.0
CONNECTIONS = (1, 32, 128)


def main() -> None:
    with demo() as practice:
        place = practice["locations"][0]
        taken = {str(count): asyncio.run(knock(place, count)) for count in CONNECTIONS}
        database = database_of(practice)
        limit = {str(count): commit(database, count) for count in (1, 32)}
    best = max(one["per_second"] for one in taken.values())
    tell(
        bench="intake",
        taken=taken,
        one_transaction_each=limit,
        ratio_to_one_transaction_each=round(best / max(limit.values()), 2),
    )


async def knock(place: dict, connections: int) -> dict:
    """Knock for some seconds on so many connections; give texts a second and milliseconds."""
    took: list[float] = []
    until = time.monotonic() + SECONDS
    limits = aiohttp.TCPConnector(limit=connections)
    async with aiohttp.ClientSession(connector=limits) as session:

        async def phone(number: str) -> None:
            while time.monotonic() < until:
                form = parameters(place, number)
                began = time.monotonic()
                signed = {"X-Twilio-Signature": signature(place, form)}
                async with session.post(place["webhook_urls"]["messages"], data=form, headers=signed) as answer:
                    if answer.status != 204:
                        raise SystemExit(f"A text was answered with {answer.status}.")
                took.append((time.monotonic() - began) * 1000)

        phones = [one["number"] for one in place["contacts"]]
        await asyncio.gather(*(phone(phones[place % len(phones)]) for place in range(connections)))
    return {"per_second": round(len(took) / SECONDS), **spread(took)}


def parameters(place: dict, number: str) -> dict[str, str]:
    return {
        "MessageSid": f"SM{uuid.uuid4().hex}",
        "AccountSid": place["account_sid"],
        "From": number,
        "To": place["text_number"],
        "Body": "How are you today?",
        "NumMedia": "0",
    }


def signature(place: dict, form: dict[str, str]) -> str:
    signed = place["webhook_urls"]["messages"] + "".join(name + form[name] for name in sorted(form))
    digest = hmac.new(place["auth_token"].encode(), signed.encode(), hashlib.sha1)
    return base64.b64encode(digest.digest()).decode()


def commit(database: str, connections: int) -> int:
    """Commit one small message and its thread's new state per transaction; give transactions a second."""
    with psycopg.connect(database, autocommit=True) as made:
        made.execute("CREATE TABLE IF NOT EXISTS bench_message (id uuid PRIMARY KEY, thread uuid, body text)")
        made.execute("CREATE TABLE IF NOT EXISTS bench_thread (id uuid PRIMARY KEY, unread int)")
        threads = [uuid.uuid4() for _ in range(200)]
        for thread in threads:
            made.execute("INSERT INTO bench_thread VALUES (%s, 0)", [thread])

    def work(place: int) -> int:
        done = 0
        with psycopg.connect(database) as connection:
            until = time.monotonic() + SECONDS
            while time.monotonic() < until:
                thread = threads[(place * 7 + done) % len(threads)]
                connection.execute("INSERT INTO bench_message VALUES (%s, %s, %s)", [uuid.uuid4(), thread, "Hi"])
                connection.execute("UPDATE bench_thread SET unread = unread + 1 WHERE id = %s", [thread])
                connection.commit()
                done += 1
        return done

    with ThreadPoolExecutor(connections) as pool:
        return round(sum(pool.map(work, range(connections))) / SECONDS)


def database_of(practice: dict) -> str:
    """Find the database of the running demo by its processes' environment."""
    for path in Path("/proc").glob("[0-9]*/environ"):
        try:
            pairs = dict(pair.split("=", 1) for pair in path.read_bytes().decode().split("\0") if "=" in pair)
        except (OSError, ValueError):
            continue
        if pairs.get("CHAIRSIDE_PUBLIC_URL") == practice["web"] and "DATABASE_URL" in pairs:
            return pairs["DATABASE_URL"]
    raise SystemExit("The demo's database was not found.")


if __name__ == "__main__":
    main()
