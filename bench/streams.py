"""Many open streams: how long until the last screen hears of a text, what a stream costs, and how many can be held.

The part of bench.live without a browser. Every stream is a browser of its own, signed in with a session of its own.
The processor time of the server per text is what remains true on a machine that does other things too.
"""

from __future__ import annotations

import asyncio
import json
import os
import re
import resource
import shlex
import subprocess
import sys
import time
from pathlib import Path
from urllib.parse import urlsplit

import aiohttp

from bench.running import cpu, pss, server_of, spread

FIRST, ALL = 1000, 5000
TEXTS = 100
PAUSE = 0.1  # seconds between texts
HELD = 25.0  # seconds: two heartbeats and some
AT_ONCE = 100
FILES = 16_384
PATIENCE = 20.0  # seconds


class Stream(asyncio.Protocol):
    """One screen: it asks for its stream and notes when it hears of a change."""

    def __init__(self, request: bytes, heard: Heard) -> None:
        self.request = request
        self.heard = heard
        self.begun = asyncio.get_running_loop().create_future()
        self.beats = 0
        self.changes = 0
        self.is_open = False

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self.transport = transport
        transport.write(self.request)  # type: ignore[attr-defined]

    def data_received(self, data: bytes) -> None:
        if not self.begun.done():
            self.is_open = data.startswith(b"HTTP/1.1 200")
            self.begun.set_result(self.is_open)
        self.beats += data.count(b"event: alive")
        if b'"kind":"thread"' in data:
            self.changes += 1
            self.heard.note(self)

    def connection_lost(self, _: Exception | None) -> None:
        self.is_open = False
        if not self.begun.done():
            self.begun.set_result(False)


class Heard:
    """Which screens have heard of the present text."""

    def __init__(self) -> None:
        self.those: set[Stream] = set()
        self.expected = 0
        self.all_have = asyncio.Event()

    def expect(self, count: int) -> None:
        self.those.clear()
        self.expected = count
        self.all_have.clear()

    def note(self, stream: Stream) -> None:
        self.those.add(stream)
        if len(self.those) == self.expected:
            self.all_have.set()


def measure_streams(practice: dict) -> dict:
    """Measure with the running demo; gives the figures."""
    resource.setrlimit(resource.RLIMIT_NOFILE, (FILES, max(FILES, resource.getrlimit(resource.RLIMIT_NOFILE)[1])))
    return asyncio.run(_measure(practice))


async def _measure(practice: dict) -> dict:
    cookies = sign_many_in(practice, ALL + AT_ONCE)
    heard, server = Heard(), server_of(practice["web"])
    warm = await open_streams(practice, cookies[:AT_ONCE], heard)
    for stream in warm:
        stream.transport.close()
    await asyncio.sleep(2)
    before = pss(server)
    streams = await open_streams(practice, cookies[AT_ONCE : AT_ONCE + FIRST], heard)
    per_stream = (pss(server) - before) / FIRST
    taken = cpu(server)
    to_the_last = await time_texts(practice, streams, heard)
    per_text = (cpu(server) - taken) / TEXTS
    streams += await open_streams(practice, cookies[AT_ONCE + FIRST :], heard)
    held, to_the_last_of_all = await hold(practice, streams, heard)
    return {
        "streams": FIRST,
        "to_the_last_screen": spread(to_the_last),
        "server_processor_ms_per_text": round(per_text, 1),
        "kilobytes_per_stream": round(per_stream, 1),
        "streams_held": held,
        "kilobytes_per_stream_held": round((pss(server) - before) / len(streams), 1),
        "to_the_last_screen_of_all": spread(to_the_last_of_all),
    }


async def open_streams(practice: dict, cookies: list[str], heard: Heard) -> list[Stream]:
    """Open one stream for each cookie; ends the program if one is refused."""
    server = urlsplit(practice["web"])
    place = practice["locations"][0]["id"]
    room = asyncio.Semaphore(AT_ONCE)

    async def begin(cookie: str) -> Stream:
        request = f"GET /live/{place} HTTP/1.1\r\nHost: {server.netloc}\r\nCookie: {cookie}\r\n\r\n".encode()
        async with room:
            _, stream = await asyncio.get_running_loop().create_connection(
                lambda: Stream(request, heard), server.hostname, server.port
            )
            if not await stream.begun:
                raise SystemExit("A stream was refused.")
        return stream

    return list(await asyncio.gather(*(begin(cookie) for cookie in cookies)))


async def time_texts(practice: dict, streams: list[Stream], heard: Heard, texts: int = TEXTS) -> list[float]:
    """Text again and again; give the milliseconds until the last screen has heard of each."""
    place = practice["locations"][0]
    phone = place["contacts"][0]["number"]
    took = []
    async with aiohttp.ClientSession() as session:
        for number in range(texts):
            heard.expect(len(streams))
            began = time.perf_counter()
            text = {"to": place["text_number"], "body": f"bench-stream-{number}"}
            async with session.post(f"{practice['simulator']}/sim/phones/{phone}/messages", json=text) as answer:
                answer.raise_for_status()
            await asyncio.wait_for(heard.all_have.wait(), PATIENCE)
            took.append((time.perf_counter() - began) * 1000)
            await asyncio.sleep(PAUSE)
    return took


async def hold(practice: dict, streams: list[Stream], heard: Heard) -> tuple[int, list[float]]:
    """Hold them for a while; give how many are open and heard every beat, and the milliseconds of ten texts after."""
    for stream in streams:
        stream.beats = 0
    await asyncio.sleep(HELD)
    held = sum(stream.is_open and stream.beats >= 2 for stream in streams)
    return held, await time_texts(practice, streams, heard, texts=10)


def sign_many_in(practice: dict, count: int) -> list[str]:
    """Give the cookies of so many browsers."""
    told = (Path(practice["data"]) / "environment").read_text()
    given = dict(shlex.split(line)[1].split("=", 1) for line in told.splitlines() if line)
    done = subprocess.run(
        [sys.executable, "-m", "bench.sessions", "manager", str(count)],
        env={**os.environ, **given},
        stdout=subprocess.PIPE,
        text=True,
        check=True,
    )
    return re.findall(r"^\S+=\S+$", done.stdout, re.MULTILINE)


if __name__ == "__main__":
    from bench.running import demo

    with demo() as running:
        print(json.dumps(measure_streams(running)))
